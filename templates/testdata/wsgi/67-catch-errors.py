import sys

requests = [
    'GET /',
    'GET /early',
    'GET /started',
]


def failing(environ, start_response):
    if environ["PATH_INFO"] == "/early":
        raise ValueError("early")
    start_response("200 OK", [("Content-Type", "text/html"), ("X-Inner", "1")])
    if environ["PATH_INFO"] == "/started":
        raise ValueError("started")
    return [b"fine"]


def app(environ, start_response):
    try:
        return failing(environ, start_response)
    except ValueError as error:
        start_response("500 Caught", [("Content-Type", "text/plain")], sys.exc_info())
        return [b"caught " + str(error).encode()]
