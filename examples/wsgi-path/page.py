"""An application that looks at PATH_INFO; page/page.go is this file in Go."""


def application(environ, start_response):
    if environ['PATH_INFO'] == '/':
        body = b'Index'
    else:
        body = b'Hello'
    start_response('200 OK', [
        ('Content-Type', 'text/plain'),
        ('Content-Length', str(len(body))),
    ])
    return [body]


def make_app(global_conf):
    return application
