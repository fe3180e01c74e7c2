requests = [
    'GET /',
]


def app(environ, start_response):
    start_response("200 OK\r\nX-Evil: b", [("Content-Type", "text/plain")])
    return [b"split"]
