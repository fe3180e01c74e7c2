requests = [
    'GET /',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ.get("REMOTE_ADDR", "-").encode("latin-1")]
