<?php
header('Content-Type: text/plain');
while (ob_get_level()) ob_end_flush();
echo "one\n";
flush();
usleep(300000);
echo "two\n";
