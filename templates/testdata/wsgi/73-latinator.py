requests = [
    'GET /',
    'GET /html',
    'HEAD /',
]


def piglatin(text):
    return b" ".join(word[1:] + word[:1] + b"ay" if word.isalpha() else word for word in text.split(b" "))


def inner(environ, start_response):
    kind = "text/html" if environ["PATH_INFO"] == "/html" else "text/plain"
    start_response("200 OK", [("Content-Type", kind), ("Content-Length", "17")])
    return [b"this is some text"]


def app(environ, start_response):
    latin = []

    def start(status, headers, exc_info=None):
        latin[:] = [1 for name, value in headers if name.lower() == "content-type" and value == "text/plain"]
        if latin:
            headers = [(name, value) for name, value in headers if name.lower() != "content-length"]
        return start_response(status, headers, exc_info)

    for chunk in inner(environ, start):
        yield piglatin(chunk) if latin else chunk
