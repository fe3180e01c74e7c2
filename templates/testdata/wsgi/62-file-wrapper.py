import io

requests = [
    'GET /',
    'HEAD /',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return environ["wsgi.file_wrapper"](io.BytesIO(b"from a file " * 1000), 1024)
