<?php
error_log('a word to the log');
header('Location: /elsewhere');
http_response_code(303);
