requests = [
    'GET /',
    'HEAD /',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "1000")])
    if environ["REQUEST_METHOD"] == "HEAD":
        return []
    return [b"x" * 1000]
