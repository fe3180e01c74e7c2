<?php
header('Content-Type: text/plain');
header('X-A: 1');
header('X-A: 2', false);
foreach (['REQUEST_METHOD', 'SCRIPT_NAME', 'PATH_INFO', 'QUERY_STRING', 'REQUEST_URI', 'CONTENT_TYPE', 'HTTP_X_A', 'REMOTE_USER', 'PHP_SELF', 'HTTPS'] as $name) {
	echo $name, '=', $_SERVER[$name] ?? '', "\n";
}
echo 'post=', json_encode($_POST), "\nget=", json_encode($_GET), "\ninput=", strlen(file_get_contents('php://input')), "\nprecision=", ini_get('precision'), "\n";
echo 'file=', basename(__FILE__), "\n";
