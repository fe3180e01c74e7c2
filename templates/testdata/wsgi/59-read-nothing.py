requests = [
    'POST /\nContent-Length: 11\n\nhello\nworld',
    'POST /\nContent-Length: 0',
    'GET /',
    'POST /\nTransfer-Encoding: chunked\n\n6\r\nhello\n\r\n5\r\nworld\r\n0\r\n\r\n',
]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"not interested"]
