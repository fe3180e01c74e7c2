from http.cookies import SimpleCookie

requests = [
    'GET /',
    'GET /\nCookie: b=2; a=1',
]


def app(environ, start_response):
    cookies = SimpleCookie(environ.get("HTTP_COOKIE", ""))
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [" ".join("%s=%s" % (name, cookies[name].value) for name in sorted(cookies)).encode()]
