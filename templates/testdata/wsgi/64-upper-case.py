requests = [
    'GET /a',
    'HEAD /a',
]


def inner(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Inner", "1")])
    return [b"inner of ", environ["PATH_INFO"].encode("latin-1")]


def app(environ, start_response):
    for chunk in inner(environ, start_response):
        yield chunk.upper()
