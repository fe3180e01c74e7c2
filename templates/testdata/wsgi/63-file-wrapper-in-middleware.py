import io

requests = [
    'GET /',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    for block in environ["wsgi.file_wrapper"](io.BytesIO(b"from a file " * 100), 7):
        yield block.upper()
