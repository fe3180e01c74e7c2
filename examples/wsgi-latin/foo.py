"""An application for Latinator to stand around; foo/foo.go is this file in Go."""

import sys

TEXT = b'Hello pig latin world!\n'


def foo_app(environ, start_response):
    path = environ['PATH_INFO']
    if path == '/write':
        return written(start_response)
    if path == '/late':
        return late(start_response)
    headers = [
        ('Content-Type', 'text/html' if path == '/html' else 'text/plain'),
        ('Content-Length', str(len(TEXT))),
    ]
    start_response('200 OK', headers)
    return [TEXT[:8], TEXT[8:15], b'', TEXT[15:]]


def written(start_response):
    """The first half by the write callable, which ends within a word."""
    write = start_response('200 OK', [('Content-Type', 'text/plain; charset=utf-8')])
    write(TEXT[:2])
    write(TEXT[2:12])
    return [TEXT[12:]]


def late(start_response):
    """Another answer than the one begun."""
    start_response('200 OK', [('Content-Type', 'text/plain')])
    try:
        raise ValueError('no text')
    except ValueError:
        start_response('404 Not Found', [('Content-Type', 'text/html')], sys.exc_info())
    return [b'<p>No text.']


def make_foo_app(global_conf):
    return foo_app
