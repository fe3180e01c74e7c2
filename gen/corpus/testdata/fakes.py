"""Makes Python packages for all factories that a file names, serves each of its apps under Paste Deploy and waitress,
and says what they answer.

    fakes.py make FILE FOLDER     packages for FILE, in FOLDER
    fakes.py list FILE            its factories, as JSON: [how, distribution or module, entry point or name, kind] of each
    fakes.py ask FILE             what is answered for each app and path, as JSON

The apps that the packages make tell which factory has made them, with which configuration, and what of environ they see.
Filters add themselves to a header of the request.
"""
import json
import os
import re
import sys

MARK = 'HTTP_X_FAKES'


def told(name, global_conf, local_conf):
    return {'factory': name, 'global': dict(global_conf or {}), 'local': dict(local_conf)}


def make_app(name):
    def factory(global_conf, **local_conf):
        def app(environ, start_response):
            said = told(name, global_conf, local_conf)
            said['script'], said['path'] = environ['SCRIPT_NAME'], environ['PATH_INFO']
            said['filters'] = environ.get(MARK, '')
            body = json.dumps(said, sort_keys=True).encode()
            start_response('200 OK', [('Content-Type', 'application/json'), ('Content-Length', str(len(body)))])
            return [body]
        return app
    return factory


def wrapped(name, app, global_conf, local_conf):
    mark = '%s %s' % (name, json.dumps(local_conf, sort_keys=True, separators=(',', ':')))

    def filtered(environ, start_response):
        environ[MARK] = environ.get(MARK, '') + '|' + mark
        return app(environ, start_response)
    return filtered


def make_filter(name):
    def factory(global_conf, **local_conf):
        return lambda app: wrapped(name, app, global_conf, local_conf)
    return factory


def make_filter_app(name):
    def factory(app, global_conf, **local_conf):
        return wrapped(name, app, global_conf, local_conf)
    return factory


def make_composite(name):
    def factory(loader, global_conf, **local_conf):
        apps = []
        for key, value in sorted(local_conf.items()):
            words = value.split()
            try:
                app = loader.get_app(words[-1], global_conf=global_conf)
                for word in reversed(words[:-1]):
                    app = loader.get_filter(word, global_conf=global_conf)(app)
            except (LookupError, IndexError):
                continue
            apps.append((key, app))
        own = make_app(name)(global_conf, **local_conf)

        def app(environ, start_response):
            for key, child in apps:
                if environ['PATH_INFO'].startswith('/' + key.strip('/')):
                    return child(environ, start_response)
            return own(environ, start_response)
        return app
    return factory


MAKERS = {'app': make_app, 'filter': make_filter, 'filter_app': make_filter_app, 'composite': make_composite}

# Those that are as they are: pastegen's are compared with them.
REAL = {'paste': {'urlmap': 'paste.urlmap:urlmap_factory', 'cascade': 'paste.cascade:make_cascade'},
        'rutter': {'urlmap': 'paste.urlmap:urlmap_factory'}}  # which is a fork
REAL_MODULES = ('paste.urlmap', 'paste.cascade')


def read(path):
    from paste.deploy.loadwsgi import NicerConfigParser
    parser = NicerConfigParser(path)
    parser.read(path)
    return parser


def kind_of(section, protocol=None):
    words = {'paste.app_factory': 'app', 'paste.composite_factory': 'composite', 'paste.composit_factory': 'composite',
             'paste.filter_factory': 'filter', 'paste.filter_app_factory': 'filter_app'}
    if protocol in words:
        return words[protocol]
    prefix = section.split(':')[0]
    return {'app': 'app', 'application': 'app', 'composite': 'composite', 'composit': 'composite', 'filter': 'filter',
            'filter-app': 'filter'}.get(prefix)


def factories(path):
    """Each factory of a file with its kind: ('egg', dist, entry, kind) or ('call', module, attr, kind)."""
    parser = read(path)
    for section in parser.sections():
        for key, value in parser.items(section, raw=True):
            value = value.strip()
            if key in ('use', 'paste.app_factory', 'paste.composite_factory', 'paste.composit_factory',
                       'paste.filter_factory', 'paste.filter_app_factory'):
                yield from factory(value, kind_of(section, key))
            elif key in ('pipeline', 'next', 'filter-with'):
                words = value.split()
                for i, word in enumerate(words):
                    last = key == 'next' or key == 'pipeline' and i == len(words) - 1
                    if word.startswith(('egg:', 'call:')):
                        yield from factory(word, 'app' if last else 'filter')
            elif value.startswith('egg:') and section.startswith('composit'):
                yield from factory(value, 'app')


def factory(value, kind):
    if kind is None:
        return
    if value.startswith('egg:'):
        dist, _, entry = value[4:].partition('#')
        yield 'egg', dist, entry or 'main', kind
    elif value.startswith('call:') or ':' in value and not value.startswith('config:'):
        module, _, attr = value[5 if value.startswith('call:') else 0:].partition(':')
        if re.match(r'[\w.]+$', module) and re.match(r'[\w.]+$', attr):
            yield 'call', module, attr, kind


GROUPS = {'app': 'paste.app_factory', 'composite': 'paste.composite_factory', 'filter': 'paste.filter_factory',
          'filter_app': 'paste.filter_app_factory'}


def make(path, folder):
    modules, eggs = {}, {}
    for how, a, b, kind in factories(path):
        if how == 'egg':
            eggs.setdefault(a, {})[b] = kind
        elif a not in REAL_MODULES:
            modules.setdefault(a, {})[b] = kind
    for dist, entries in eggs.items():
        key = dist.lower().replace('_', '-')
        module = 'fake_' + re.sub(r'\W', '_', dist.lower())
        lines = {}
        for entry, kind in entries.items():
            target = REAL.get(key, {}).get(entry)
            if target is None:
                attr = 'e_' + re.sub(r'\W', '_', entry)
                modules.setdefault(module, {})[attr] = kind
                target = module + ':' + attr
            group = 'paste.composite_factory' if entry in REAL.get(key, {}) else GROUPS[kind]
            lines.setdefault(group, []).append('%s = %s\n' % (entry, target))
        info = os.path.join(folder, re.sub(r'[^\w.]+', '_', dist) + '-99.0.dist-info')
        os.makedirs(info)
        with open(os.path.join(info, 'METADATA'), 'w') as f:
            f.write('Metadata-Version: 2.1\nName: %s\nVersion: 99.0\n' % dist)
        with open(os.path.join(info, 'entry_points.txt'), 'w') as f:
            for group, all_lines in lines.items():
                f.write('[%s]\n%s\n' % (group, ''.join(all_lines)))
    for module, attrs in sorted(modules.items(), key=lambda item: -item[0].count('.')):
        write_module(folder, module, attrs)


def write_module(folder, module, attrs):
    pieces = module.split('.')
    for piece in pieces[:-1]:
        folder = os.path.join(folder, piece)
        os.makedirs(folder, exist_ok=True)
        open(os.path.join(folder, '__init__.py'), 'a').close()
    base = os.path.join(folder, pieces[-1])
    if os.path.isdir(base):
        base = os.path.join(base, '__init__')
    with open(base + '.py', 'a') as f:
        f.write('import fakes\n')
        for attr, kind in attrs.items():
            holder = ''
            for piece in attr.split('.')[:-1]:
                f.write('%s%s = globals().get(%r) or type(%r, (), {})\n' % (holder, piece, piece, piece))
                holder += piece + '.'
            call = 'fakes.MAKERS[%r](%r)' % (kind, module + ':' + attr)
            f.write('%s = %s\n' % (attr, 'staticmethod(%s)' % call if holder else call))


def names(path):
    """The apps of a file that Paste Deploy loads, by the names of their sections."""
    seen = []
    for section in read(path).sections():
        prefix, colon, name = section.partition(':')
        if colon and prefix in ('app', 'application', 'composite', 'composit', 'pipeline', 'filter-app') and name.strip() not in seen:
            seen.append(name.strip())
    return seen


def paths(path):
    found = {'/', '/x/y'}
    parser = read(path)
    for section in parser.sections():
        for key, _ in parser.items(section, raw=True):
            if key.startswith('/'):
                found.update((key, key.rstrip('/') + '/z'))
    return sorted(found)


def ask(path):
    import http.client
    import threading
    import waitress
    from paste.deploy import loadapp
    answers, refused = {}, {}
    for name in names(path):
        try:
            app = loadapp('config:' + os.path.abspath(path), name=name)
        except Exception as e:
            refused[name] = '%s: %s' % (type(e).__name__, e)
            continue
        server = waitress.create_server(app, host='127.0.0.1', port=0, threads=1)
        threading.Thread(target=server.run, daemon=True).start()
        for p in paths(path):
            conn = http.client.HTTPConnection('127.0.0.1', server.effective_port)
            conn.request('GET', p, headers={'Host': 'example.com'})
            r = conn.getresponse()
            answers[name + ' ' + p] = '%d %s' % (r.status, r.read().decode() if r.status == 200 else '')
            conn.close()
    print(json.dumps({'answers': answers, 'refused': refused, 'paths': paths(path)}))


if __name__ == '__main__':
    if sys.argv[1] == 'make':
        make(sys.argv[2], sys.argv[3])
    elif sys.argv[1] == 'list':
        print(json.dumps(sorted(set(factories(sys.argv[2])))))
    else:
        ask(sys.argv[2])
