requests = [
    'POST /\nContent-Type: a/b; c=d\nContent-Length: 1\n\nx',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ.get("CONTENT_TYPE", "-").encode("latin-1")]
