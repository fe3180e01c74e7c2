requests = [
    'GET /',
]


def app(environ, start_response):
    return [b"nobody has started"]
