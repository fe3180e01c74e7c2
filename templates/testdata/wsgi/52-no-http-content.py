requests = [
    'POST /\nContent-Type: a/b\nContent-Length: 1\n\nx',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    names = [key for key in environ if key in ("HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH")]
    return [repr(names).encode()]
