requests = [
    'GET /',
    'HEAD /',
    'GET / HTTP/1.0',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "6")])
    yield b"one"
    yield b"two"
