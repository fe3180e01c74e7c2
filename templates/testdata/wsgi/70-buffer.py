requests = [
    'GET /',
    'HEAD /',
]


def inner(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"one "
    yield b"two "
    yield b"three"


def app(environ, start_response):
    seen = []

    def start(status, headers, exc_info=None):
        seen[:] = [status, headers]
        return None

    body = b"".join(inner(environ, start))
    start_response(seen[0], seen[1] + [("Content-Length", str(len(body)))])
    return [body]
