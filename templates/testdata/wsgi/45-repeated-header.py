requests = [
    'GET /\nX-Many: 1',
    'GET /\nX-Many: 1\nx-many: 2\nX-MANY: 3',
    'GET /',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ.get("HTTP_X_MANY", "-").encode("latin-1")]
