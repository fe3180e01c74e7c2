"""The apps of site.ini for Python, as far as Paste Deploy needs them to load it."""


def text(body, path=None):
    def app(environ, start_response):
        status = '200 OK' if path in (None, environ['PATH_INFO']) else '404 Not Found'
        start_response(status, [('Content-Type', 'text/html; charset=utf-8')])
        return [body.encode('utf-8')]
    return app


def home_app(global_conf, title):
    return text('<h1>%s</h1>' % title, '/')


def board_app(global_conf):
    return text('<h1>The board</h1>')


def check(environ, user, password):
    return False
