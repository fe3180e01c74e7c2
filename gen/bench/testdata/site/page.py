def make_app(global_conf):
    text = b'0123456789abcde\n' * 64

    def app(environ, start_response):
        assert 'user' not in environ['beaker.session']
        start_response('200 OK', [('Content-Type', 'text/plain'), ('Content-Length', str(len(text)))])
        return [text]
    return app
