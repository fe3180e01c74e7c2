import sys

requests = [
    'GET /',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Old", "1")])
    try:
        raise ValueError("oops")
    except ValueError:
        start_response("500 Oops", [("Content-Type", "text/html"), ("X-New", "1")], sys.exc_info())
    return [b"sorry"]
