requests = [
    'GET /',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"%d.%d %s" % (*environ["wsgi.version"], str(environ["wsgi.run_once"]).lower().encode())]
