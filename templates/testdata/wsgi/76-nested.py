requests = [
    'GET /m/x',
]


def inner(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Key", environ["my.key"])])
    return [environ["PATH_INFO"].encode(), b" ", environ["SCRIPT_NAME"].encode()]


def middle(environ, start_response):
    environ["PATH_INFO"] = environ["PATH_INFO"][len("/m"):]
    environ["SCRIPT_NAME"] += "/m"
    return inner(environ, start_response)


def app(environ, start_response):
    environ["my.key"] = "kept"
    return middle(environ, start_response)
