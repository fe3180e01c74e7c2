requests = [
    'POST /\nContent-Length: 3\n\nabc',
    'POST /\nContent-Length: 0',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ.get("CONTENT_LENGTH", "-").encode("latin-1")]
