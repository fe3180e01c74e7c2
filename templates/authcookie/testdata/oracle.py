"""Cookies as paste.auth.cookie makes them, at a fixed time.

Reads a list of cases from stdin, each with a secret, a timeout in minutes and
the values that an app sets, and writes it with the Set-Cookie of the answer.
"""
import json
import sys
import time

time.time = lambda: 1700000000.0

from paste.auth.cookie import AuthCookieHandler

cases = json.load(sys.stdin)
for case in cases:
    def app(environ, start_response):
        for key, value in case["values"]:
            environ["paste.auth.cookie"].append(key)
            environ[key] = value
        start_response("200 OK", [])
        return []

    answer = []
    handler = AuthCookieHandler(app, secret=case["secret"].encode(), timeout=case["timeout"])
    handler({"wsgi.url_scheme": "https", "REQUEST_METHOD": "GET"}, lambda status, headers, exc_info=None: answer.extend(headers))
    case["cookie"] = dict(answer)["Set-Cookie"]
json.dump(cases, sys.stdout, indent=1, ensure_ascii=False)
