requests = [
    'GET /',
]


def inner(environ, start_response):
    write = start_response("200 OK", [("Content-Type", "text/plain")])
    write(b"written, ")
    return [b"returned"]


def app(environ, start_response):
    def start(status, headers, exc_info=None):
        write = start_response(status, headers, exc_info)
        return lambda data: write(data.upper())

    return inner(environ, start)
