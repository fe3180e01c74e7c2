requests = [
    'GET /',
    'HEAD /',
]


def app(environ, start_response):
    start_response("299 Fine by me", [("Content-Type", "text/plain")])
    return [b"odd-reason"]
