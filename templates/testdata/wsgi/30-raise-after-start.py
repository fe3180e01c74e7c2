requests = [
    'GET /',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Lost", "1")])
    raise ValueError("after start")
