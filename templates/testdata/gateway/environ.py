"""A WSGI app that tells its environ as JSON, below uwsgi, wsgiref's server, or as a CGI program."""
import json
import sys


def application(environ, start_response):
    texts = {key: value for key, value in environ.items() if isinstance(value, (str, bool))}
    body = json.dumps(texts).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


if __name__ == "__main__" and len(sys.argv) == 2:
    from wsgiref.simple_server import make_server

    make_server("127.0.0.1", int(sys.argv[1]), application).serve_forever()
elif __name__ == "__main__":
    from wsgiref.handlers import CGIHandler

    CGIHandler().run(application)
