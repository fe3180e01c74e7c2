requests = [
    'POST /\nContent-Length: 11\n\nhello\nworld',
    'POST /\nContent-Length: 0',
    'GET /',
    'POST /\nContent-Length: 11\nExpect: 100-continue\n\nhello\nworld',
]


def app(environ, start_response):
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"got ", body]
