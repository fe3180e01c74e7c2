# A CGI program that shows its environment.
echo "Content-Type: text/plain"
echo
env
