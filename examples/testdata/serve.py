"""Serves an INI file with Paste Deploy and wsgiref: serve.py FILE.

It prints where it listens; as a CGI program it answers its one request."""

import os
import sys
from wsgiref.handlers import CGIHandler
from wsgiref.simple_server import make_server

from paste.deploy import loadapp

app = loadapp('config:' + os.path.abspath(sys.argv[1]))
if 'REQUEST_METHOD' in os.environ:
    CGIHandler().run(app)
else:
    server = make_server('127.0.0.1', 0, app)
    print('http://127.0.0.1:%d' % server.server_port, flush=True)
    server.serve_forever()
