requests = [
    'GET /',
    'POST /',
    'PUT /',
    'DELETE /',
    'PATCH /',
    'OPTIONS /',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ.get("REQUEST_METHOD", "-").encode("latin-1")]
