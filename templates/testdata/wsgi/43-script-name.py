requests = [
    'GET /a/b',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ.get("SCRIPT_NAME", "absent").encode("latin-1")]
