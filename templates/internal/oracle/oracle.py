"""Serves what an INI file describes by Debian's Paste Deploy and waitress, for tests that compare.

The standard input has one line of JSON: {"ini": text}. The address is told as a line of JSON; it serves until the standard
input ends.
"""
import io
import json
import logging
import os
import sys
import tempfile
import threading
import warnings

warnings.simplefilter("ignore")
sys.modules["oracle"] = sys.modules["__main__"]

from paste.deploy import loadapp  # noqa: E402
from waitress.server import create_server  # noqa: E402


def make_app(global_conf, name="app"):
    """An app that does what the request says in its header X-Answer; app.go has the same in Go."""

    def app(environ, start_response):
        body = environ["wsgi.input"].read()
        orders = json.loads(environ.get("HTTP_X_ANSWER") or "{}")
        order = orders.get(name) or orders.get(environ.get("PATH_INFO", "")) or orders.get("*") or {}
        if order.get("raise"):
            from paste import httpexceptions
            headers = [(k, v) for k, v in order.get("headers", [])]
            raise httpexceptions.get_exception(order["raise"])(order.get("body") or None, headers=headers)
        if order.get("fail"):
            raise RuntimeError(order["fail"])
        text = order.get("body", "").encode("latin-1") * order.get("times", 1)
        if order.get("echo"):
            text += echo(name, environ, body)
        start_response(order.get("status", "200 OK"), [(str(k), str(v)) for k, v in order.get("headers", [])])
        return [text] if order.get("chunks", 1) == 1 else chunks(text, order["chunks"])

    return app


def check(environ, user, password):
    """Asked by auth_basic; Check in app.go is the same."""
    return password == user + "-secret"


def hash_of(environ, realm, user):
    """Asked by auth_digest."""
    from paste.auth.digest import digest_password
    return digest_password(realm, user, user + "-secret")


def chunks(text, n):
    size = max(1, len(text) // n)
    for at in range(0, len(text), size):
        yield text[at:at + size]


def echo(name, environ, body):
    keys = ["REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_HOST", "REMOTE_ADDR", "wsgi.url_scheme",
            "REMOTE_USER", "CONTENT_TYPE"]
    lines = ["app=" + name] + ["%s=%s" % (key, environ.get(key) or "") for key in keys] + ["body=" + body.decode("latin-1")]
    lines += ["config.%s=%s" % item for item in sorted(environ.get("paste.config", {}).items()) if item[0] not in ("here", "__file__")]
    return ("\n".join(lines) + "\n").encode("latin-1")


class Log:
    """What is written to the standard error, which the path /-/log shows once."""

    def __init__(self, app):
        self.app, self.text = app, io.StringIO()

    def write(self, text):
        self.text.write(text)

    def flush(self):
        pass

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"] != "/-/log":
            return self.app(environ, start_response)
        text, self.text = self.text.getvalue(), io.StringIO()
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [text.encode("utf-8", "surrogateescape")]


def load(ini):
    """Loads the app with its log."""
    log = Log(None)
    sys.stderr = log
    try:
        log.app = loadapp("config:" + ini)
    except BaseException:
        sys.stderr = sys.__stderr__
        raise
    return log


def main():
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that no thread has taken a request yet, on a busy machine
    asked = json.loads(sys.stdin.readline())
    with tempfile.TemporaryDirectory() as folder:
        ini = os.path.join(folder, "oracle.ini")
        with open(ini, "w") as file:
            file.write(asked["ini"])
        server = create_server(load(ini), host="127.0.0.1", port=0, clear_untrusted_proxy_headers=False)
        threading.Thread(target=server.run, daemon=True).start()
        print(json.dumps({"addr": "127.0.0.1:%s" % server.effective_port}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
