requests = [
    'GET /',
]


def app(environ, start_response):
    location = environ["wsgi.url_scheme"] + "://" + environ["HTTP_HOST"] + environ["SCRIPT_NAME"] + "/new"
    start_response("302 Found", [("Location", location), ("Content-Type", "text/plain")])
    return [b"moved"]
