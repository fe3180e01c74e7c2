requests = [
    'GET /',
]


def app(environ, start_response):
    raise ValueError("before")
