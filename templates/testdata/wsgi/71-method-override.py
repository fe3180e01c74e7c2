requests = [
    'POST /\nX-HTTP-Method-Override: DELETE',
    'POST /',
]


def inner(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["REQUEST_METHOD"].encode()]


def app(environ, start_response):
    environ["REQUEST_METHOD"] = environ.get("HTTP_X_HTTP_METHOD_OVERRIDE", environ["REQUEST_METHOD"])
    return inner(environ, start_response)
