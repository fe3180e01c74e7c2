requests = [
    'GET /?a=b',
    'GET /missing',
]


def inner(environ, start_response):
    if environ["PATH_INFO"] == "/missing":
        start_response("404 Not Found", [("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff")])
        return [b"404 page not found\n"]
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-User", environ["REMOTE_USER"])])
    return [b"handled ", environ["QUERY_STRING"].encode()]


def app(environ, start_response):
    environ["REMOTE_USER"] = "joe"
    environ["QUERY_STRING"] += "&added"
    for chunk in inner(environ, start_response):
        yield chunk.upper()
