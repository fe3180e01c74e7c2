<?php
header('Content-Type: text/plain');
while (ob_get_level()) ob_end_flush();
echo "one\n";
flush();
// The test makes the file when it has the first line.
for ($i = 0; $i < 2000 && !file_exists($_GET['file']); $i++) {
    usleep(10000);
    clearstatcache();
}
echo file_exists($_GET['file']) ? "two\n" : "the first line was held back\n";
