requests = [
    'GET /',
    'HEAD /',
]


def app(environ, start_response):
    start_response("418 I'm a teapot", [("Content-Type", "text/plain")])
    return [b"teapot"]
