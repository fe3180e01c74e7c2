"""Answers cases with the real paste.urlmap: reads a JSON list of cases from standard input and writes it back with, for
each map, the order in which it looks at its entries, and for each request, the app it reached, SCRIPT_NAME and PATH_INFO."""

import json
import sys
from wsgiref.util import setup_testing_defaults

from paste.urlmap import URLMap, parse_path_expression


def app(name):
    def record(environ, start_response):
        environ['test.answer'].update(app=name, script=environ['SCRIPT_NAME'], path=environ['PATH_INFO'])
        return []
    return record


def target(spec):
    if spec.get('map') is not None:
        return build(spec['map'])
    return app(spec['app'])


def build(spec):
    not_found = spec.get('not_found')
    urlmap = URLMap(not_found_app=target(not_found) if not_found else None)
    targets = []
    for entry in spec['entries']:
        targets.append(target(entry))
        urlmap[parse_path_expression(entry['key'])] = targets[-1]
    spec['order'] = [
        {'domain': domain or '', 'prefix': url, 'entry': [made is found for made in targets].index(True)}
        for (domain, url), found in urlmap.applications]
    return urlmap


def ask(urlmap, request):
    environ = {'PATH_INFO': request['path'], 'SCRIPT_NAME': '', 'wsgi.url_scheme': request['scheme'],
               'HTTP_HOST': request['host'], 'test.answer': {'app': '', 'script': '', 'path': ''}}
    setup_testing_defaults(environ)
    list(urlmap(environ, lambda status, headers, exc_info=None: None))
    return environ['test.answer']


cases = json.load(sys.stdin)
for case in cases:
    urlmap = build(case['map'])
    for request in case['requests']:
        request['want'] = ask(urlmap, request)
lines = (json.dumps(case, sort_keys=True, separators=(',', ':')) for case in cases)
print('[' + ',\n'.join(lines) + ']')
