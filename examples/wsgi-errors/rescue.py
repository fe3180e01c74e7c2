"""Middleware that answers for applications that fail; rescue/rescue.go is this
file in Go."""

import sys


class Rescue:

    def __init__(self, application, message):
        self.application = application
        self.message = message

    def __call__(self, environ, start_response):
        result = None
        try:
            result = self.application(environ, start_response)
            for data in result:
                yield data
        except Exception as error:
            print('rescue:', error, file=environ['wsgi.errors'])
            # Once headers are out, this raises the exception again.
            start_response('500 Oops', [('Content-Type', 'text/plain')], sys.exc_info())
            yield self.message.encode() + b'\n'
        finally:
            if hasattr(result, 'close'):
                result.close()


def make_rescue(global_conf, message):
    def rescue(application):
        return Rescue(application, message)
    return rescue
