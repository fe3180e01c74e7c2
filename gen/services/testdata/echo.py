"""An application that shows what it got."""

import json


def make(global_conf):
    def app(environ, start_response):
        path = environ["PATH_INFO"]
        if path == "/raise":
            raise ValueError("raised")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        status = "404 Not Found" if path == "/gone" else "200 OK"
        shown = {key: environ.get(key) for key in ("REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "REMOTE_USER")}
        shown["body"] = body.decode("latin-1")
        start_response(status, [("Content-Type", "application/json")])
        return [json.dumps(shown, sort_keys=True).encode()]

    return app
