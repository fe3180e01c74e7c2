requests = [
    'GET /',
    'HEAD /',
    'GET /',
]


class Body:
    closed = 0

    def __iter__(self):
        yield b"closed %d times" % Body.closed

    def close(self):
        Body.closed += 1


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return Body()
