requests = [
    'GET /',
]


def app(environ, start_response):
    def body():
        start_response("200 OK", [("Content-Type", "text/plain")])
        yield b"late start"

    return body()
