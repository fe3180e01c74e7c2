from wsgiref.validate import validator

requests = [
    'GET /',
    'GET /untyped',
]


def inner(environ, start_response):
    kind = [] if environ["PATH_INFO"] == "/untyped" else [("Content-Type", "text/plain")]
    start_response("200 OK", kind)
    return [b"checked"]


app = validator(inner)
