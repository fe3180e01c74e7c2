requests = [
    'GET /',
]


def app(environ, start_response):
    start_response("200 OK", [("content-type", "text/html"), ("x-lower", "a b"), ("X_Under", "1"), ("X-Empty", "")])
    return [b"<p>"]
