requests = [
    'GET /',
    'GET /\nIf-None-Match: "v1"',
    'GET /\nIf-None-Match: "v2"',
]


def app(environ, start_response):
    if environ.get("HTTP_IF_NONE_MATCH") == '"v1"':
        start_response("304 Not Modified", [("ETag", '"v1"')])
        return []
    start_response("200 OK", [("Content-Type", "text/plain"), ("ETag", '"v1"')])
    return [b"fresh"]
