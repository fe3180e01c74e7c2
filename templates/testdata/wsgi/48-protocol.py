requests = [
    'GET /',
    'GET / HTTP/1.0',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ.get("SERVER_PROTOCOL", "-").encode("latin-1")]
