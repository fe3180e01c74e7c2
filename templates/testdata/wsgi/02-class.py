requests = [
    'GET /',
]


class app:
    def __init__(self, environ, start_response):
        self.start = start_response

    def __iter__(self):
        self.start("200 OK", [("Content-type", "text/plain")])
        yield b"Hello world!\n"
