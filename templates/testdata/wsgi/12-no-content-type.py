requests = [
    'GET /',
]


def app(environ, start_response):
    start_response("200 OK", [("X-A", "b")])
    return [b"<html>this looks like a page"]
