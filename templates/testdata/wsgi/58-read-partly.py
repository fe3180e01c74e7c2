requests = [
    'POST /\nContent-Length: 11\n\nhello\nworld',
    'POST /\nContent-Length: 0',
    'GET /',
    'POST /\nTransfer-Encoding: chunked\n\n6\r\nhello\n\r\n5\r\nworld\r\n0\r\n\r\n',
    'POST /\nContent-Length: 11\nExpect: 100-continue\n\nhello\nworld',
]


def app(environ, start_response):
    start = environ["wsgi.input"].read(3)
    line = environ["wsgi.input"].readline()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [start, b"|", line]
