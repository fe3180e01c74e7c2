requests = [
    'GET /',
    'GET /?',
    'GET /?a=%20b&c=+',
    'GET /?a?b=c',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ.get("QUERY_STRING", "-").encode("latin-1")]
