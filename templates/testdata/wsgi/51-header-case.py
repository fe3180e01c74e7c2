requests = [
    'GET /\nx-reQUESTED-wiTH:   spaces   ',
    'GET /\nX_Requested_With: evil',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ.get("HTTP_X_REQUESTED_WITH", "-").encode("latin-1")]
