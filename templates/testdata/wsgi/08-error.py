requests = [
    'GET /',
    'HEAD /',
]


def app(environ, start_response):
    start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
    return [b"error"]
