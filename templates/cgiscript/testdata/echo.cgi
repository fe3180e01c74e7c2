#!/bin/sh
# Answers with what it was asked.
echo "Content-Type: text/plain"
echo "X-Script: yes"
echo
for name in REQUEST_METHOD SCRIPT_NAME PATH_INFO QUERY_STRING CONTENT_TYPE CONTENT_LENGTH HTTP_HOST HTTP_X_A HTTP_COOKIE HTTP_PROXY REMOTE_USER SERVER_PROTOCOL GATEWAY_INTERFACE REMOTE_ADDR; do
	eval "value=\$$name"
	echo "$name=$value"
done
echo "in $(basename "$(pwd)") as $(basename "$SCRIPT_FILENAME")"
if [ -n "$CONTENT_LENGTH" ]; then head -c "$CONTENT_LENGTH"; fi
