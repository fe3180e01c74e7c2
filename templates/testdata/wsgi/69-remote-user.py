import base64

requests = [
    'GET /',
    'GET /\nAuthorization: Basic am9lOng=',
]


def secret(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello ", environ["REMOTE_USER"].encode()]


def app(environ, start_response):
    scheme, _, credentials = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "basic":
        start_response("401 Unauthorized", [("WWW-Authenticate", 'Basic realm="r"'), ("Content-Type", "text/plain")])
        return [b"who are you?"]
    environ["REMOTE_USER"] = base64.b64decode(credentials).decode().partition(":")[0]
    return secret(environ, start_response)
