requests = [
    'GET /',
    'GET / HTTP/1.0',
]


def app(environ, start_response):
    write = start_response("200 OK", [("Content-Type", "text/plain")])
    write(b"one ")
    write(b"")
    write(b"two")
    return []
