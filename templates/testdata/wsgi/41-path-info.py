requests = [
    'GET /a%20b',
    'GET /caf%C3%A9/%E9',
    'GET /a%2Fb',
    'GET /%2e%2e/x',
    'GET /a;b=c',
    'GET /x?y',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ.get("PATH_INFO", "-").encode("latin-1")]
