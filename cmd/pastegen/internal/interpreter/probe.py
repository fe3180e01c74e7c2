"""Tells what factories of Python are, without calling them.

A question comes as JSON on standard input, and what is found goes to standard
output, one line of JSON for each thing: what is begun with, so that it is known
what has ended the interpreter, and then what came of it. Nothing that modules
print gets there. It needs Python 3.7 and its standard library; an older one says so.
"""

import sys

if sys.version_info < (3, 7):
    sys.stdout.write('{"old": "%d.%d"}\n' % sys.version_info[:2])
    sys.exit(0)

import faulthandler
import functools
import importlib
import inspect
import json
import os
import pkgutil
import traceback

try:
    from importlib import metadata
except ImportError:  # Python 3.7
    metadata = None

GROUPS = {
    "app": ["paste.app_factory", "paste.composite_factory", "paste.composit_factory"],
    "filter": ["paste.filter_factory", "paste.filter_app_factory"],
}
FORMS = {
    inspect.Parameter.POSITIONAL_ONLY: "place",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "",
    inspect.Parameter.KEYWORD_ONLY: "name",
    inspect.Parameter.VAR_POSITIONAL: "*",
    inspect.Parameter.VAR_KEYWORD: "**",
}
MOST_NAMES = 500
OURS = [""]  # the folder of the site, last


class Wrong(Exception):
    """A factory cannot be used."""

    def __init__(self, reason, text, **more):
        Exception.__init__(self, text)
        self.told = dict(more, reason=reason, text=text)


def load(spec):
    """The object of "module:name.name", or the module of one without a colon."""
    name, _, rest = spec.partition(":")
    found = imported(name.strip())
    for attribute in rest.strip().split("."):
        if not attribute:
            continue
        try:
            found = getattr(found, attribute)
        except AttributeError:
            if is_folder(found):
                text = "there is only a folder of that name, without __init__.py"
                raise Wrong("import", text, missing=found.__name__, names=siblings(found.__name__))
            raise Wrong("attribute", "%s has no %r" % (described(found), attribute), names=callables(found))
        except BaseException as e:
            raise failed("import", e)
    return found


def is_folder(found):
    """Whether an object is what Python makes of a folder that is no package, as one that has files of Go alone."""
    return inspect.ismodule(found) and hasattr(found, "__path__") and getattr(found, "__file__", None) is None


def described(found):
    if inspect.ismodule(found):
        return "module %s" % found.__name__
    return getattr(found, "__qualname__", None) or type(found).__qualname__


def callables(found):
    names = []
    for name in sorted(dir(found)):
        if name.startswith("_"):
            continue
        try:
            if callable(getattr(found, name)):
                names.append(name)
        except BaseException:
            continue
    return names[:MOST_NAMES]


def imported(name):
    try:
        return importlib.import_module(name)
    except BaseException as e:
        missing = getattr(e, "name", None) if isinstance(e, ImportError) and type(e).__name__ == "ModuleNotFoundError" else None
        names = siblings(name) if missing and (name + ".").startswith(missing + ".") else []
        raise failed("import", e, missing=missing or "", names=names)


def siblings(name):
    """The modules that there are where one is missing."""
    above, _, _ = name.rpartition(".")
    while above and above not in sys.modules:
        above, _, _ = above.rpartition(".")
    if not above:
        return sorted(module.name for module in pkgutil.iter_modules(sys.path[:1]))[:MOST_NAMES]
    path = getattr(sys.modules[above], "__path__", ())
    return sorted(above + "." + module.name for module in pkgutil.iter_modules(path))[:MOST_NAMES]


def failed(reason, error, **more):
    """What an exception has made impossible, and where that was."""
    where, own = {}, False
    for frame in traceback.extract_tb(error.__traceback__):
        path = os.path.abspath(frame.filename)
        if frame.filename.startswith("<") or path.endswith(os.path.join("importlib", "__init__.py")):
            continue
        ours = path.startswith(OURS[-1] + os.sep)
        if ours or not own:
            where, own = {"path": path, "line": frame.lineno or 0}, ours
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        where = {"path": os.path.abspath(error.filename), "line": error.lineno}
    more.update(where)
    return Wrong(reason, one_line(text_of(error)), **more)


def text_of(error):
    name = type(error).__name__
    if isinstance(error, SyntaxError):
        return "%s: %s" % (name, error.msg)
    try:
        text = str(error)
    except BaseException:
        text = ""
    return name + ": " + text if text else name


def one_line(text):
    return " ".join(text.split())[:400]


def find_egg(spec, kind):
    """The entry point of "Distribution#name", and its group."""
    dist, _, name = spec.partition("#")
    dist, name = dist.strip(), name.strip() or "main"
    entries = entry_points(dist)
    for group in GROUPS[kind]:
        for entry in entries:
            if entry.group == group and entry.name == name:
                return load(entry.value.split("[")[0]), group
    names = sorted(set("%s (%s)" % (e.name, e.group) for e in entries if e.group.startswith("paste.")))
    raise Wrong("entry", "the distribution %s has no %s %r" % (dist, kind, name), names=names[:MOST_NAMES])


class Entry:
    """An entry point as pkg_resources has it."""

    def __init__(self, group, entry):
        self.group = group
        self.name = entry.name
        self.value = entry.module_name + ":" + ".".join(entry.attrs)


def entry_points(dist):
    if metadata is None:
        import pkg_resources

        try:
            groups = pkg_resources.get_entry_map(dist)
        except pkg_resources.ResolutionError as e:
            raise Wrong("distribution", one_line(text_of(e)), names=[])
        return [Entry(group, entry) for group, entries in groups.items() for entry in entries.values()]
    try:
        return list(metadata.distribution(dist).entry_points)
    except metadata.PackageNotFoundError:
        names = set(str(found.metadata["Name"]) for found in metadata.distributions() if found.metadata)
        raise Wrong("distribution", "no distribution %s is installed" % dist, names=sorted(names)[:MOST_NAMES])


def answer(question):
    use, kind = question["use"], question["kind"]
    out = {"use": use, "kind": kind}
    if use.startswith("egg:"):
        found, out["protocol"] = find_egg(use[len("egg:") :], kind)
    else:
        if kind == "application" and ":" not in use:
            use += ":application"
        found = load(use.partition("(")[0])
    if not callable(found):
        raise Wrong("callable", "it is %s" % type_name(type(found)), names=[])
    try:
        out.update(facts(found))
    except Exception:  # it may be a proxy, of something that is not there yet
        out.update(name=type(found).__name__, doc="", opaque=True)
    return out


def facts(found):
    out = {"name": getattr(found, "__name__", "") or type(found).__name__, "doc": doc(found)}
    out.update(place(found))
    try:
        own = inspect.signature(found, follow_wrapped=False)
    except (TypeError, ValueError):
        out["opaque"] = True
        return out
    kinds = [p.kind for p in own.parameters.values()]
    if hasattr(found, "__wrapped__") and inspect.Parameter.VAR_KEYWORD in kinds:
        try:
            own = inspect.signature(found)
            out["wrapped"] = True
        except (TypeError, ValueError):
            pass
    out["parameters"] = [parameter(p) for p in own.parameters.values()]
    return out


def doc(found):
    while isinstance(found, functools.partial):
        found = found.func
    try:
        text = inspect.getdoc(found)
        if inspect.isclass(found) and not text:
            text = inspect.getdoc(found.__init__)
        if text == inspect.getdoc(object.__init__):
            return ""
    except BaseException:
        return ""
    return text if isinstance(text, str) else ""


def place(found):
    """Where it is defined: its file from a folder of sys.path, and where that is."""
    try:
        while isinstance(found, functools.partial):
            found = found.func
        if not (inspect.isroutine(found) or inspect.isclass(found)):
            found = type(found)
        found = inspect.unwrap(found)
        path = os.path.abspath(inspect.getsourcefile(found) or inspect.getfile(found))
    except (TypeError, OSError, ValueError):
        return {}
    try:
        line = inspect.getsourcelines(found)[1]
    except (OSError, TypeError, IndexError, SyntaxError):
        line = 0
    return {"file": from_path(path), "path": path, "line": line}


def from_path(path):
    best = ""
    for folder in sys.path:
        folder = os.path.abspath(folder or ".")
        if path.startswith(folder.rstrip(os.sep) + os.sep) and len(folder) > len(best):
            best = folder
    return os.path.relpath(path, best).replace(os.sep, "/") if best else os.path.basename(path)


def parameter(p):
    out = {"name": p.name, "form": FORMS[p.kind]}
    if p.default is not inspect.Parameter.empty:
        out["type"], out["default"] = type_name(type(p.default)), shown(p.default)
    if p.annotation is not inspect.Parameter.empty:
        note = p.annotation
        out["annotation"] = one_line(note if isinstance(note, str) else type_name(note) if isinstance(note, type) else str(note))
    return out


def type_name(kind):
    return kind.__qualname__ if kind.__module__ == "builtins" else kind.__module__ + "." + kind.__qualname__


def shown(value, depth=0):
    """A value as Python writes it, the same each time; what has no such form is named by its type."""
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes)) and type(value).__module__ == "builtins":
        return repr(value)[:200]
    if type(value) in (list, tuple, dict, set, frozenset) and depth < 3 and len(value) < 50:
        if isinstance(value, dict):
            return "{" + ", ".join(shown(k, depth + 1) + ": " + shown(v, depth + 1) for k, v in value.items()) + "}"
        items = [shown(each, depth + 1) for each in value]
        if isinstance(value, (set, frozenset)):
            return type(value).__name__ + "([" + ", ".join(sorted(items)) + "])"
        if isinstance(value, tuple):
            return "(" + ", ".join(items) + (",)" if len(items) == 1 else ")")
        return "[" + ", ".join(items) + "]"
    if type(value).__module__ == "datetime":
        return repr(value)[:200]
    if inspect.isroutine(value) or inspect.isclass(value):
        return "%s.%s" % (getattr(value, "__module__", None), getattr(value, "__qualname__", value.__class__.__name__))
    return "<%s>" % type_name(type(value))


def times():
    """The files whose change would change what was found."""
    paths = set([sys.executable])
    for module in list(sys.modules.values()):
        try:
            path = getattr(module, "__file__", None)
        except BaseException:
            continue
        if isinstance(path, str):
            paths.add(path)
    paths.update(path for path in sys.path if path)
    out = {}
    for path in sorted(paths):
        try:
            found = os.stat(path)
        except OSError:
            continue
        out[os.path.abspath(path)] = "%d %d" % (found.st_mtime_ns, 0 if os.path.isdir(path) else found.st_size)
    return out


def main():
    question = json.loads(sys.stdin.buffer.read().decode("utf-8"))
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)

    def tell(**what):
        answers.write(json.dumps(what).encode("ascii") + b"\n")
        answers.flush()

    faulthandler.enable(2, all_threads=False)
    sys.path[:] = question["path"] + [path for path in sys.path if path and path not in question["path"]]
    sys.argv = ["pastegen"]
    OURS.extend(question["path"][:1])
    for spec in question["init"]:
        begin(tell, question, init=spec)
        try:
            found = load(spec)
            if ":" in spec:
                found()
        except Wrong as e:
            tell(failed=e.told)
            return
        except BaseException as e:
            tell(failed=failed("import", e).told)
            return
    for number, each in enumerate(question["ask"]):
        begin(tell, question, at=number)
        try:
            tell(found=answer(each))
        except Wrong as e:
            tell(failed=dict(e.told, use=each["use"], kind=each["kind"]))
        except BaseException as e:
            tell(failed=dict(failed("import", e).told, use=each["use"], kind=each["kind"]))
    faulthandler.cancel_dump_traceback_later()
    tell(times=times())


def begin(tell, question, **what):
    """Say what comes next, and end with the stack if that takes too long."""
    faulthandler.dump_traceback_later(question["patience"], exit=True, file=2)
    tell(**what)


if __name__ == "__main__":
    status = 1
    try:
        main()
        status = 0
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)  # whatever threads modules have started
