requests = [
    'GET /a',
    'GET /a/',
    'GET /a/b/c',
    'GET /b',
    'GET /',
]


def inner(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Inner", "1")])
    return [b"inner of ", environ["PATH_INFO"].encode("latin-1")]


def app(environ, start_response):
    from wsgiref.util import shift_path_info

    name = shift_path_info(environ)
    if name != "a":
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"no such thing"]
    return [environ["SCRIPT_NAME"].encode(), b" "] + inner(environ, start_response)
