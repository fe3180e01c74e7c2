requests = [
    'GET /',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-A", "a\nX-Evil: b")])
    return [b"split"]
