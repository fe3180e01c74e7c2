"""Tests of worker.py, which Go's TestWorkerAlone runs."""

import array
import http
import importlib.util
import io
import json
import logging
import os
import signal
import socket
import sys
import threading
import time
import traceback
import unittest
import unittest.mock

HERE = os.path.dirname(os.path.abspath(__file__))
spec = importlib.util.spec_from_file_location("worker", os.path.join(HERE, "..", "worker.py"))
worker = importlib.util.module_from_spec(spec)
spec.loader.exec_module(worker)


class Text(str):
    """Text of a type of its own."""


def app(global_conf, **local):
    return lambda environ, start_response: (global_conf, local)


def composite(loader, global_conf, name, **changed):
    return loader.get_app(name, global_conf=dict(global_conf, **changed) if changed else None)


def nothing(global_conf):
    return None


def fails(global_conf, **local):
    return local["missing"]


def needs(global_conf, size):
    return None


def leaves(global_conf):
    sys.exit("no more")


def wrap(global_conf):
    return lambda app: None


class Process:
    """A worker without a process."""

    def __init__(self, loaders=()):
        self.local = threading.local()
        self.building = ""
        self.base = {"wsgi.version": (1, 0)}
        self.loaders = {table["name"]: table for table in loaders}
        if loaders:
            self.loaders[""] = loaders[0]

    def begin(self, node):
        self.building = node.get("section", "")


GO = {"section": "app:go", "kind": "go", "child": "go", "global": [["debug", "true"]]}
TWO = [{"section": "app:two", "kind": "app", "use": "tests:app"}, {"section": "composite:two", "kind": "app", "use": "tests:app"}]
TABLE = {"name": "app.ini", "nodes": [GO] + TWO, "defaults": [["debug", "true"]]}


def build(**node):
    sys.modules["tests"] = sys.modules[__name__]
    return worker.Builder(Process([TABLE]), 0).build(dict({"kind": "app", "section": "app:x"}, **node))


def loading(name, **changed):
    local = [["name", name]] + [list(item) for item in changed.items()]
    return {"use": "tests:composite", "protocol": "paste.composit_factory", "local": local, "global": [["debug", "true"]]}


class Wrong(unittest.TestCase):
    def check(self, text, cause=None, **node):
        with self.assertRaises(worker.Wrong) as caught:
            build(**node)
        error = caught.exception
        self.assertIn(text, str(error.args[0]) or "%s: %s" % (type(error.__cause__).__name__, error.__cause__))
        self.assertEqual(error.args[1]["section"], node.get("section", "app:x"))

    def test_sections(self):
        factory = "paste.app_factory"
        self.check("ModuleNotFoundError: No module named 'nowhere'", use="nowhere:app", protocol=factory)
        self.check("AttributeError", use="tests:nothere", protocol=factory)
        self.check("tests:nothing has returned None, which cannot be called", use="tests:nothing", protocol=factory)
        self.check("KeyError: 'missing'", use="tests:fails", protocol=factory)
        self.check("TypeError: needs() missing 1", use="tests:needs", protocol=factory)
        self.check("SystemExit: no more", use="tests:leaves", protocol=factory)
        self.check("PackageNotFoundError", use="egg:Surely-Nowhere")
        self.check("there is no section 'nowhere' (app or application or composite", **loading("nowhere"))
        self.check("there are several sections 'two' in app.ini", **loading("two"))
        self.check("not of the form module:name or module:make()", kind="callable", use="tests:1+1")

    def test_filter_that_returns_nothing(self):
        self.check(
            "tests:wrap has returned None",
            kind="pipeline",
            nodes=[{"kind": "filter", "section": "app:x", "use": "tests:wrap"}, {"kind": "app", "section": "a", "use": "tests:app"}],
        )

    def test_go_with_another_global_configuration(self):
        self.check("cannot be built anew with another debug, more", **dict(loading("go", debug="no", more="1"), section="app:go"))
        self.assertIsInstance(build(**loading("go")), worker.Stub)
        self.assertIsInstance(build(**loading("go", debug="true")), worker.Stub)


class Heads(unittest.TestCase):
    def test_good(self):
        for _ in range(2):
            self.assertEqual(worker.head_text("200 OK", [("A", "b"), ("C", "\xe9")]), b"200 OK\0A\0b\0C\0\xe9")
        self.assertEqual(worker.head_text("404 ", [["A", "b"]]), b"404 \0A\0b")

    def test_headers_of_a_generator(self):
        headers = [("Generated", "1"), ("C", "d")]
        for made in (iter(headers), (list(each) for each in headers), tuple(headers), headers):
            self.assertEqual(worker.head_text("200 OK", made), b"200 OK\0Generated\x001\0C\0d")

    def test_bad(self):
        for status, headers in [
            ("200", []), ("OK", []), ("100 Go", []), ("200 OK\n", []), (200, []), ("200 \u20ac", []),
            ("200 OK", [("A b", "c")]), ("200 OK", [("A", "b\r\nC: d")]), ("200 OK", [("A", "b\0c")]), ("200 OK", [("", "c")]),
            ("200 OK", [("Connection", "close")]), ("200 OK", [("A", b"c")]), ("200 OK", [("A", 1)]), ("200 OK", [("A",)]),
            ("200 OK", [("A", "\u20ac")]), ("200 OK", [("A\n", "c")]),
        ]:
            with self.assertRaises((ValueError, TypeError), msg=(status, headers)) as caught:
                worker.head_text(status, headers)
            self.assertIsNone(caught.exception.__context__)


class Chunks(unittest.TestCase):
    def test_bytes_in_all_forms(self):
        numbers = memoryview(array.array("I", [1, 2, 3, 4]))
        for chunk in (b"ab", bytearray(b"ab"), memoryview(b"ab"), numbers, numbers[::2], numbers.cast("B").cast("B", (4, 4))):
            checked = worker.checked_chunk(chunk)
            self.assertEqual(bytes(checked), chunk.tobytes() if type(chunk) is memoryview else bytes(chunk))
            self.assertEqual(len(checked), len(bytes(checked)))

    def test_others(self):
        for chunk in ("ab", 3, None, [b"ab"], array.array("I", [1])):
            with self.assertRaises(TypeError):
                worker.checked_chunk(chunk)


class Source:
    """A connection that has a body, in parts."""

    def __init__(self, *parts):
        self.parts = list(parts)

    def read(self, given, number, size):
        part = self.parts.pop(0) if self.parts else b""
        return part, not self.parts


class Parts(unittest.TestCase):
    """Parts of a body as they come from Go."""

    def setUp(self):
        self.ours, self.go = socket.socketpair()
        self.connection = worker.Connection(None, self.ours)
        self.connection.thread, self.connection.busy = threading.get_ident(), True
        self.connection.memory = False

    def tearDown(self):
        self.ours.close()
        self.go.close()

    def send(self, *frames):
        """Send frames in pieces that know nothing of their borders."""
        data = b"".join(frames)

        def run():
            for start in range(0, len(data), 1000):
                self.go.sendall(data[start : start + 1000])

        thread = threading.Thread(target=run)
        thread.start()
        self.addCleanup(thread.join)

    def part(self, data, last=0):
        return worker.INPUT_FRAME.pack(worker.INPUT, len(data) + 1, last) + data

    def test_sizes(self):
        sizes = [0, 1, 5, 70000, 1 << 18]
        self.send(*[self.part(b"x" * size, size == 5) for size in sizes])
        for size in sizes:
            self.assertEqual(self.connection.read_input(0, 1 << 18), (b"x" * size, size == 5))

    def test_asks_for_what_is_wanted(self):
        for size, least in [(1, 1), (70000, 70000), (1 << 18, 1 << 18), (1 << 40, 1 << 18)]:
            self.send(self.part(b"x"))
            self.connection.read_input(3, size)
            wanted = worker.READ_FRAME.pack(worker.INPUT_READ, 12, 3, least, 1 << 18)
            self.assertEqual(self.go.recv(100), wanted)

    def test_other_frames_in_between(self):
        cancel = worker.WORD_FRAME.pack(worker.CANCEL, 4, 7)
        self.connection.ticket = 7
        self.send(cancel, self.part(b"one"), self.part(b"two", 1))
        self.assertEqual(self.connection.read_input(0, 100), (b"one", False))
        self.assertTrue(self.connection.unwanted)
        self.assertEqual(self.connection.read_input(0, 100), (b"two", True))

    def test_error(self):
        self.send(worker.FRAME.pack(worker.RAISED, 8) + bytes([worker.INPUT_ERROR]) + bytes(4) + b"bad")
        with self.assertRaisesRegex(OSError, "bad"):
            self.connection.read_input(0, 100)

    def test_gone(self):
        self.send(self.part(b"abc")[:-1])
        self.addCleanup(self.go.close)
        while len(self.ours.recv(100, socket.MSG_PEEK)) < 8:
            pass
        self.go.shutdown(socket.SHUT_WR)
        with self.assertRaises(worker.Gone):
            self.connection.read_input(0, 100)

    def test_after_the_end(self):
        given = self.connection.input(0, b"", False)
        self.connection.end_inputs()
        self.connection.inputs = []
        for read in lambda: given.read(1), lambda: self.connection.read(given, 0, 1):  # as one that has waited for its turn
            with self.assertRaises(ValueError):
                read()

    def test_of_another_thread(self):
        given, found = self.connection.input(0, b"", False), []
        thread = threading.Thread(target=lambda: found.append(given.read(3)))
        with self.connection.turn:
            thread.start()
            self.go.settimeout(0.05)
            with self.assertRaises(socket.timeout):
                self.go.recv(100)  # it waits for its turn
        self.go.settimeout(10)
        self.assertEqual(self.go.recv(100)[:1], bytes([worker.INPUT_READ]))
        self.assertFalse(self.connection.turn.take(False))
        self.assertFalse(self.connection.cancelled())
        self.assertFalse(self.connection.lend(b"x"))
        self.send(self.part(b"one"))
        thread.join()
        self.assertEqual(found, [b"one"])
        self.assertTrue(self.connection.turn.take(False))

    def test_bodies_end_before_answers(self):
        def whole(environ, start_response):
            start_response("200 OK", [])
            return [b"a"]

        def chunks(environ, start_response):
            start_response("200 OK", [])
            yield b"a"

        def fails(environ, start_response):
            raise ValueError

        ours, ended = self.connection, []
        ours.sendall = lambda data: ended.append(ours.inputs[0]._connection is None and ours.turn.thread == threading.get_ident())
        ours.worker = Process()
        ours.worker.apps, ours.worker.config, ours.worker.calling = [whole, chunks, fails], {"nodes": [{}] * 3}, set()
        for node, want in (0, [True]), (1, [False, True]), (2, [True]):
            ours.request(worker.CALL_FRAME.pack(node, 0, 7, 0, 0, 3) + b"abc")
            self.assertEqual(ended, want)
            self.assertEqual((ours.inputs, ours.turn.thread), ([], None))
            ended.clear()

    def test_turns_of_calls(self):
        turns = []

        class App:
            def __call__(app, environ, start_response):
                turns.append(self.connection.turn.thread)
                start_response("200 OK", [])
                return iter([b"a", b"b"])

            def read(app, size):
                turns.append(self.connection.turn.thread)
                return b""

        self.connection.worker = Process()
        self.connection.worker.apps, self.connection.worker.config = [App()], {"nodes": [{}]}
        self.connection.environs[1], self.connection.objects, self.connection.node = {}, [App()], 0
        with self.connection.turn:
            for kind, rest in [
                (worker.CALL, worker.CALL_FRAME.pack(0, 0, 1, 1, 0, 0)), (worker.NEXT, b"\1\0\0\0"), (worker.NEXT, b"\1\0\0\0"),
                (worker.CLOSE, b"\1\0\0\0"), (worker.READ, bytes(8)), (worker.CALL, worker.CALL_FRAME.pack(7, 0, 1, 1, 0, 0)),
            ]:
                self.connection.serve_inner(kind, rest)
                self.assertEqual(self.connection.turn.thread, threading.get_ident(), kind)
        self.assertEqual(turns, [None, None])


class Inputs(unittest.TestCase):
    def both(self, *parts):
        """wsgi.input and what it should be like."""
        return worker.Input(Source(*parts[1:]), 0, parts[0], len(parts) == 1), io.BytesIO(b"".join(parts))

    def test_like_a_file(self):
        for parts in [(b"",), (b"one\ntwo\n\nthree",), (b"", b"o", b"ne\ntw", b"o\n", b"\n", b"three"), (b"ab", b"", b"c\n")]:
            for calls in [
                ["read"], [("read", 0), ("read", 2), ("read", 100), "read"], ["readline"] * 6, [("readline", 2)] * 9, [("readline", 0)],
                ["readlines"], [("readlines", 3), "read"], [("read", 4), "readline", ("read", None)], ["readline", ("readline", -1), ("read", -1)],
            ]:
                ours, like = self.both(*parts)
                for call in calls:
                    name, *args = [call] if isinstance(call, str) else call
                    self.assertEqual(getattr(ours, name)(*args), getattr(like, name)(*args), (parts, calls))

    def test_lines(self):
        ours, like = self.both(b"a\nb", b"c\n", b"d")
        self.assertEqual(list(ours), list(like))

    def test_give_back(self):
        ours, _ = self.both(b"abcdef", b"xyz")
        self.assertEqual(ours.read(2), b"ab")
        self.assertEqual(ours._give_back(), (0, 4))
        self.assertEqual(ours.read(), b"xyz")
        self.assertEqual(ours._give_back(), (0, 0))

    def test_after_the_end(self):
        ours, _ = self.both(b"ab", b"c")
        ours._end()
        self.assertEqual(ours.read(2), b"ab")
        with self.assertRaises(ValueError):
            ours.read(1)


class Records(unittest.TestCase):
    def test_plain(self):
        for value, want in [
            ("a", "a"), (5, 5), (-2.5, -2.5), (True, "True"), (None, "None"), (float("nan"), "nan"), (float("-inf"), "-inf"), (10 ** 400, str(10 ** 400)), ([1], "[1]"),
        ]:
            self.assertEqual(repr(worker.plain(value)), repr(want))

    def test_attributes(self):
        for levels, want in [(None, False), ({}, True)]:
            ours = worker.Worker({"logging": levels}, None, None, None, [])
            record = logging.LogRecord("a.b", logging.INFO, "/x/code.py", 7, "text %s", ("x",), None, "run")
            record.user = "joe"
            known, extra = ours.attributes(record)
            self.assertEqual(extra, {"user": "joe"})
            self.assertEqual(known.get("lineno") == 7 and known.get("filename") == "code.py" and known.get("funcName") == "run", want)
            self.assertFalse({"msg", "args", "levelno", "created"} & set(known))


class Told:
    """A socket that keeps what is sent, and how many are at it at once."""

    def __init__(self):
        self.sent = []
        self.within = 0

    def sendall(self, data):
        self.within += 1
        self.sent.append((self.within, json.loads(data)))
        self.within -= 1


class Tellers(unittest.TestCase):
    def setUp(self):
        signal.signal(signal.SIGALRM, self.stands_still)
        signal.alarm(60)

    def tearDown(self):
        signal.alarm(0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)

    def stands_still(self, *_):
        raise AssertionError("it waits for itself")

    def told(self, line):
        """What is told when a signal handler that tells something runs before that line of those that tell something."""
        sock = Told()
        teller = worker.Teller(sock)
        left = [line]

        def trace(frame, event, arg):
            if event == "line":
                left[0] -= 1
                if left[0] == 0:
                    teller.tell("inner")
            return trace

        sys.settrace(trace)
        try:
            teller.tell("outer")
        finally:
            sys.settrace(None)
        return sock.sent, left[0] > 0

    def test_in_between(self):
        for line in range(1, 1000):
            sent, ended = self.told(line)
            if ended:
                self.assertEqual(sent, [(1, "outer")])
                break
            self.assertEqual(sorted(sent), [(1, "inner"), (1, "outer")], line)
        self.assertGreater(line, 10)

    def test_threads(self):
        sock = Told()
        teller = worker.Teller(sock)
        threads = [threading.Thread(target=lambda n=n: [teller.tell((n, i)) for i in range(500)]) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual({within for within, _ in sock.sent}, {1})
        for n in range(4):
            self.assertEqual([i for _, (m, i) in sock.sent if m == n], list(range(500)))


class Preloading(unittest.TestCase):
    """The process that workers are forked from, without a server."""

    def preloader(self):
        ours = worker.Worker({"threads": 1}, Told(), None, None, [])
        ours.prepare = lambda: None
        return ours

    def ended(self, fork=os.fork):
        """A child that has ended."""
        child = fork()
        if child == 0:
            os._exit(3)
        while not self.is_over(child):
            time.sleep(0.001)
        return child

    def is_over(self, child):
        """Whether it has ended, and nobody knows: PyPy has no os.waitid."""
        if hasattr(os, "waitid"):
            return os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        with open("/proc/%d/stat" % child) as file:
            return ") Z " in file.read()

    def test_child_that_ends_at_once(self):
        ours, fork, receive = self.preloader(), os.fork, worker.receive_fds
        fds, children = [(), (os.open(os.devnull, os.O_RDONLY),)], []
        worker.receive_fds = lambda *_: fds.pop()
        try:
            with unittest.mock.patch("os.fork", lambda: children.append(self.ended(fork)) or children[0]):
                self.assertEqual(ours.preload(), 0)
        finally:
            worker.receive_fds = receive
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        told = [message for _, message in ours.teller.sock.sent]
        self.assertIn({"exited": children[0], "state": "exit status 3"}, told)
        self.assertEqual(len(told), 3)

    def test_child_that_was_told_of(self):
        ours, child = self.preloader(), self.ended()
        children = {child}
        ours.reap(children)
        self.assertEqual((children, len(ours.teller.sock.sent)), (set(), 1))
        ours.reap({child})
        self.assertEqual(len(ours.teller.sock.sent), 1)


class Environ(unittest.TestCase):
    def test_encode(self):
        kept = []
        keep = lambda value: kept.append(value) or len(kept) - 1
        for value, text in [
            ("a", "sa"), ("\xe9", "s\xe9"), ("\u20ac", "s\xe2\x82\xac"), ("a\0b", "x610062"), (None, "jnull"), (True, "jtrue"), (5, "j5"),
            ([], "h0:builtins.list"), ("a\udce9", "sa\xe9"), ("\ud800", "s\xed\xa0\x80"),
            (http.HTTPStatus.OK, "j200"), (float("inf"), "h1:builtins.float"), (10 ** 5000, "h2:builtins.int"), (Text("a"), "sa"),
        ]:
            self.assertEqual(worker.encode(value, keep), text)

    def connection(self, **environ):
        class Socket:
            recv = sendall = None

        connection = worker.Connection(Process(), Socket)
        connection.plain = "\0".join(text for item in environ.items() for text in item)
        connection.environ = dict(environ, **connection.worker.base)
        connection.first = connection.environ["wsgi.input"] = io.BytesIO()
        return connection

    def test_changes(self):
        connection = self.connection(A="1", B="2", C="3")
        environ = connection.environ
        self.assertEqual(connection.changes(environ), b"")
        environ["B"], environ["D"] = "two", "4"
        del environ["C"]
        self.assertEqual(connection.changes(environ), b"B\0stwo\0D\0s4\0C\0d")
        self.assertEqual(connection.changes(environ), b"")
        copy = dict(environ, E="5")
        self.assertEqual(connection.changes(copy), b"E\0s5")
        self.assertEqual(connection.changes(environ), b"")
        environ["wsgi.input"] = io.BytesIO(b"x")
        self.assertEqual(connection.changes(environ), b"wsgi.input\0h0:_io.BytesIO")

    def test_names(self):
        connection = self.connection()
        environ = connection.environ
        environ["\u20ac"], environ["b"], environ["a\0b"], environ[1] = "1", "\xe9", "2", "3"
        self.assertEqual(connection.changes(environ), b"\xe2\x82\xac\0s1\0b\0s\xe9")
        del environ["\u20ac"], environ["a\0b"], environ[1]
        self.assertEqual(connection.changes(environ), b"\xe2\x82\xac\0d")

    def test_apply(self):
        connection = self.connection(A="1", B="2")
        environ = connection.environ
        environ["thing"] = thing = object()
        connection.changes(environ)
        connection.apply(0, b"A\0sone\0B\0d\0C\0j[1,2]\0D\0x6100\0again\0h0\0wsgi.input\0n")
        self.assertEqual([environ[key] for key in ("A", "C", "D", "again")], ["one", [1, 2], "a\0", thing])
        self.assertNotIn("B", environ)
        self.assertEqual(connection.changes(environ), b"")


class Outputs(unittest.TestCase):
    def pieces(self, *texts):
        """What is logged of what is written."""
        logged = []

        class Log:
            log = staticmethod(lambda stream, text: logged.append(text))

        output = worker.Output(Log, "stdout", None)
        for text in texts:
            output.write(text)
        output.flush()
        return logged

    def test_lines(self):
        self.assertEqual(self.pieces("a", "b\n", "c\nd\n", "e"), ["ab\n", "c\nd\n", "e"])

    def test_reconfigure(self):
        output = worker.Output(None, "stdout", None)
        output.reconfigure(encoding="ascii", errors="strict", newline="\n", line_buffering=False, write_through=True)
        self.assertEqual((output.encoding, output.mode, output.write_through), ("utf-8", "w", False))

    def test_traceback_in_one_piece(self):
        try:
            try:
                raise ValueError("x")
            except ValueError as e:
                raise KeyError("y") from e
        except KeyError:
            text = traceback.format_exc()
        first = text.index("\nThe above")
        lines = text[first + 1 :].splitlines(True)
        self.assertEqual(self.pieces(*text[: first - 0].splitlines(True))[0], text[:first].rstrip("\n") + "\n")
        last = [line for line in lines if not line.startswith("The above")]
        self.assertEqual("".join(self.pieces(*last)).strip("\n"), "".join(last).strip("\n"))


if __name__ == "__main__":
    unittest.main()
