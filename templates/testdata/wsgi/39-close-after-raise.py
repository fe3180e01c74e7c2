requests = [
    'GET /',
    'GET /',
]


class Body:
    closed = 0

    def __iter__(self):
        if Body.closed == 1:
            yield b"closed once"
        else:
            yield b""
            raise ValueError("in the body")

    def close(self):
        Body.closed += 1


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return Body()
