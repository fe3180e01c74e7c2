"""An application that fails; faulty/faulty.go is this file in Go."""


class Faulty:

    def __init__(self, fail):
        self.fail = fail

    def __call__(self, environ, start_response):
        start_response('200 Froody', [('Content-Type', 'text/plain')])
        if self.fail == 'before':
            raise ValueError('failed before the first chunk')
        yield b'normal body '
        if self.fail == 'after':
            raise ValueError('failed after the first chunk')
        yield b'goes here\n'


def make_app(global_conf, fail):
    return Faulty(fail)
