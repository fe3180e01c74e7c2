requests = [
    'GET /a',
]


def inner(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Inner", "1")])
    return [b"inner of ", environ["PATH_INFO"].encode("latin-1")]


def app(environ, start_response):
    def start(status, headers, exc_info=None):
        return start_response(status, headers + [("X-Outer", "2")], exc_info)

    return inner(environ, start)
