"""Applications that say hello; hello/hello.go is this file in Go."""


def simple_app(environ, start_response):
    """The simplest application: a function."""
    start_response('200 OK', [('Content-type', 'text/plain')])
    return [b'Hello world!\n']


class AppClass:
    """An application that is a class: calling it makes an instance, and that
    yields the body while it is iterated over."""

    def __init__(self, environ, start_response):
        self.environ = environ
        self.start = start_response

    def __iter__(self):
        self.start('200 OK', [('Content-type', 'text/plain')])
        yield b'Hello world!\n'


class Greeter:
    """An object with a method that is an application."""

    def __init__(self, greeting):
        self.greeting = greeting

    def answer(self, environ, start_response):
        start_response('200 OK', [('Content-type', 'text/plain')])
        return [self.greeting.encode() + b'\n']


def make_simple_app(global_conf):
    return simple_app


def make_app_class(global_conf):
    return AppClass


def make_greeter(global_conf, greeting):
    return Greeter(greeting).answer
