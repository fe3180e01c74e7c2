requests = [
    'GET /',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Name", "caf\xe9")])
    return ["caf\xe9".encode("latin-1"), "caf\xe9".encode("utf-8")]
