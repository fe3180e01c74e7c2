requests = [
    'GET /a',
    'GET /gone',
]


def inner(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Inner", "1")])
    return [b"inner of ", environ["PATH_INFO"].encode("latin-1")]


def app(environ, start_response):
    def start(status, headers, exc_info=None):
        if environ["PATH_INFO"] == "/gone":
            status = "410 Gone"
        return start_response(status, headers, exc_info)

    return inner(environ, start)
