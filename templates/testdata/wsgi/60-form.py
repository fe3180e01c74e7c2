from urllib.parse import parse_qs

requests = [
    'POST /\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 20\n\nname=J%C3%B6&b=1&b=2',
]


def app(environ, start_response):
    fields = parse_qs(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode())
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [("%s=%s\n" % (key, ",".join(fields[key]))).encode() for key in sorted(fields)]
