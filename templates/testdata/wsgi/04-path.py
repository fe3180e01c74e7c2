requests = [
    'GET /',
    'GET /x',
    'HEAD /',
]


def app(environ, start_response):
    body = b"Index" if environ["PATH_INFO"] == "/" else b"Hello"
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
