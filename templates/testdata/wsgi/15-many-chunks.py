requests = [
    'GET /',
    'HEAD /',
    'GET / HTTP/1.0',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    for i in range(100):
        yield b"%d\n" % i
