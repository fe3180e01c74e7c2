"""The Python side of a server in Go: it builds what an INI file's sections name, and answers requests.

The server starts this file with its sockets as file descriptors. One socket is one call stack: a thread of its own waits there
for a call, runs the application, and answers. While either side waits for an answer it serves what the other one asks for in
the meantime: an application of Go below a filter of Python below a filter of Go is three calls deep on one socket, and all
that is Python's of one request runs on one thread, in one context.

A frame is a byte that says what it is, the length of the rest in four bytes, and the rest. Text is Latin-1, as PEP 3333 has it,
and its parts are separated by NUL.

Only the standard library is imported, and what Python 3.7 has of it.
"""

import ast
import collections
import contextvars
import faulthandler
import functools
import importlib
import io
import itertools
import json
import logging
import mmap
import os
import re
import signal
import socket
import struct
import sys
import threading
import traceback
from operator import is_
from threading import Lock, get_ident  # those of threads, whatever becomes of the module

try:
    from importlib import metadata
except ImportError:  # Python 3.7
    metadata = None

# What the server sends: calls, and what it answers.
CALL, NEXT, CLOSE, READ, CANCEL, TAKE, LARGE_CALL = b"CNXRZAQ"
ANSWERED, DATA, DONE, RAISED, CLOSED, INPUT, INPUT_LENT, MAPPED, FREED = b"hdfekijmo"

# What is sent to it: answers, and what it is asked for.
TAKEN, IDLE, HEAD, CHUNK, END, WRITE, ERROR, CLOSED_OWN, OBJECT, SHARE, LENT = b"TIHDFWEKBML"
STUB, STUB_NEXT, STUB_CLOSE, INPUT_READ = b"Snxr"

FRAME = struct.Struct("<BI")
CALL_FRAME = struct.Struct("<HHIIII")  # node, flags, call, environ, bytes of plain text, bytes of body
HEAD_FRAME = struct.Struct("<BIHIII")  # frame, flags, call, bytes of head, bytes of changes
ANSWER_FRAME = struct.Struct("<HII")  # flags, bytes of head, bytes of changes
STUB_FRAME = struct.Struct("<BIHIIIIII")  # frame, node, stub, environ, bytes of name, input, unread bytes of it, the app below
WORD_FRAME = struct.Struct("<BII")  # frame, a number
WORDS_FRAME = struct.Struct("<BIII")  # frame, two numbers
READ_FRAME = struct.Struct("<BIIII")  # frame, a body, how much of it at least and at most
SHARE_FRAME = struct.Struct("<BIIII")  # frame, process, file descriptor, size
INPUT_FRAME = struct.Struct("<BIB")  # frame, 1 at the end
TAKEN_HEAD = FRAME.pack(TAKEN, 4)  # and the number of the call

HAS_INPUT, WATCHED, BELOW = 2, 4, 8  # flags of a call
LAST = 1  # flag of an answer: there is nothing behind it

LARGE = 1 << 14  # a chunk beyond it is not copied to be sent with its frame
PIECE = 1 << 17  # of a chunk that is larger
AHEAD = 1 << 18  # how much of a body is read at once
LENDABLE = 8  # how many pieces may be in memory that the server has not passed on

GO_PANIC, GO_ABORT, PYTHON_ERROR, INPUT_ERROR, MISUSE = range(5)  # why an answer is RAISED


class Gone(Exception):
    """The server has closed the socket."""


class GoPanic(Exception):
    """What a handler of Go has panicked with. When nobody catches it, the panic goes on in Go as it was."""

    def __init__(self, number, text):
        super().__init__(text)
        self.number = number


class GoAbort(BaseException):
    """A handler of Go has aborted the answer (http.ErrAbortHandler): nobody is meant to answer in its place."""

    number = 0


# Heads of answers

GOOD_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
GOOD_STATUS = re.compile(r"[2-9][0-9][0-9] [^\x00-\x1f\x7f]*\Z")
BAD_TEXT = re.compile(r"[\x01-\x1f\x7f]")
HOP_BY_HOP = frozenset(
    "connection keep-alive proxy-authenticate proxy-authorization te trailer trailers transfer-encoding upgrade".split()
)
good_names = set()  # those that were checked, as far as there is room
good_statuses = set()
known_heads = {}


def head_text(status, headers):
    """Check what start_response was called with, and return it as it is sent. Many answers of an application have the same."""
    key = (status, *headers)  # headers may be a generator, which is read once
    try:
        text, hashed = known_heads.get(key), True
    except TypeError:  # a header is a list
        text, hashed = None, False
    if text is None:  # what is wrong is not told as what came of an exception here
        text = checked_head(*key)
        if hashed:
            if len(known_heads) >= 1000:
                known_heads.clear()
            known_heads[key] = text
    return text


def checked_head(status, *headers):
    parts = [status]
    for name, value in headers:
        if name not in good_names:
            check_name(name)
        parts.append(name)
        parts.append(value)
    if status not in good_statuses:
        check_status(status)
    text = "\0".join(parts)
    if BAD_TEXT.search(text) or text.count("\0") != len(parts) - 1:
        raise ValueError("a header has a control character: %r" % (headers,))
    return text.encode("latin-1")


parsed_heads = {}


def parsed_head(head):
    """Status and headers of an answer of Go. Many have the same."""
    found = parsed_heads.get(head)
    if found is None:
        status, *rest = head.decode("latin-1").split("\0")
        rest = iter(rest)
        found = status, tuple(zip(rest, rest))
        if len(parsed_heads) > 1000:
            parsed_heads.clear()
        parsed_heads[head] = found
    return found


def check_name(name):
    if not isinstance(name, str) or not GOOD_NAME.match(name):
        raise ValueError("%r is not the name of a header" % (name,))
    if name.lower() in HOP_BY_HOP:
        raise ValueError("header %s is the server's, between it and the client only (hop-by-hop)" % name)
    if len(good_names) < 1000:
        good_names.add(name)


def check_status(status):
    if not isinstance(status, str) or not GOOD_STATUS.match(status):
        raise ValueError('the status %r is not of the form "200 OK"' % (status,))
    if len(good_statuses) < 1000:
        good_statuses.add(status)


# environ


def pairs(text):
    """The keys and values of a text."""
    parts = iter(text.split("\0"))
    return zip(parts, parts)


def encode(value, keep):
    """A value of environ as it is sent to Go; keep returns the number of an object that Go cannot read."""
    if isinstance(value, str):
        if "\0" in value:
            return "x" + utf8(value).encode("latin-1").hex()
        return "s" + utf8(value)
    if value is None or isinstance(value, (int, float)) and abs(value) < 1e300:  # what JSON can have
        return "j" + json.dumps(value)
    return "h%d:%s" % (keep(value), utf8(type_name(value)))


def utf8(text):
    """Text beyond Latin-1 goes to Go as UTF-8."""
    try:
        text.encode("latin-1")
        return text
    except UnicodeEncodeError:
        pass
    try:
        data = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a character
        data = text.encode("utf-8", "surrogatepass")
    return data.decode("latin-1")


def is_name(key):
    """Whether a key of environ is one that Go may have."""
    return isinstance(key, str) and "\0" not in key


def type_name(value):
    return "%s.%s" % (type(value).__module__, type(value).__qualname__)


AFTER_THE_END = "wsgi.input is read after the end of its request"


class Input:
    """wsgi.input. What was read ahead goes back to Go when a handler there is called."""

    def __init__(self, connection, number, ahead, whole):
        self._connection = connection
        self._number = number
        self._ahead = ahead
        self._at = 0
        self._whole = whole  # nothing follows what was read ahead

    def read(self, size=-1):
        """Read so many bytes, less only at the end; all without a size."""
        if size is None or size < 0:
            parts = []
            while self._fill(AHEAD):
                parts.append(self._take(None))
            return b"".join(parts)
        if len(self._ahead) - self._at >= size:
            return self._take(size)
        parts = []
        while size > 0 and self._fill(size):
            parts.append(self._take(size))
            size -= len(parts[-1])
        return b"".join(parts)

    def readline(self, size=-1):
        """Read a line with its end, or so many bytes of it."""
        parts = []
        left = -1 if size is None else size
        while left != 0 and self._fill():
            self._keep()
            end = self._ahead.find(b"\n", self._at) + 1
            length = (end or len(self._ahead)) - self._at
            part = self._take(length if left < 0 else min(length, left))
            parts.append(part)
            if left > 0:
                left -= len(part)
            if part.endswith(b"\n"):
                break
        return b"".join(parts)

    def readlines(self, hint=-1):
        """Read all lines, or as many as have hint bytes together."""
        lines, size = [], 0
        for line in self:
            lines.append(line)
            size += len(line)
            if hint is not None and 0 < hint <= size:
                break
        return lines

    def __iter__(self):
        return iter(self.readline, b"")

    def _take(self, size):
        end = len(self._ahead) if size is None else min(self._at + size, len(self._ahead))
        part = bytes(self._ahead[self._at : end])
        self._at = end
        return part

    def _fill(self, size=1):
        """Have something to take, so much if more is to be read, and report whether there is anything."""
        if self._at < len(self._ahead):
            return True
        if self._whole:
            return False
        if self._connection is None:
            raise ValueError(AFTER_THE_END)
        self._ahead, self._whole = self._connection.read(self, self._number, size)
        self._at = 0
        return bool(self._ahead) or not self._whole and self._fill(size)

    def _give_back(self):
        """How many bytes were not taken: they are Go's again."""
        unread = len(self._ahead) - self._at
        if unread:
            self._whole = False
        self._ahead, self._at = b"", 0
        return self._number, unread

    def _keep(self):
        """Have a copy of what was read ahead, if that is in the memory where what is read next will be."""
        if type(self._ahead) is memoryview:
            self._ahead, self._at = bytes(self._ahead[self._at :]), 0

    def _end(self):
        self._connection = None
        self._keep()


class FileWrapper:
    """wsgi.file_wrapper: the blocks of a file."""

    def __init__(self, file, size=8192):
        self.file = file
        self.size = size
        if hasattr(file, "close"):
            self.close = file.close

    def __iter__(self):
        return self

    def __next__(self):
        block = self.file.read(self.size)
        if not block:
            raise StopIteration
        return block


# One call stack


class Turn:
    """Who may wait for what the server sends on a connection. The thread that answers has it while it waits itself, and from its
    answer to a call of the server's to the next call. While code of an application runs, another thread may read the body."""

    def __init__(self):
        self.lock = Lock()
        self.thread = None  # that has it

    def take(self, wait=True):
        """Have it, and report whether that is so. A thread that has it already keeps it."""
        if self.thread != get_ident():
            if not self.lock.acquire(wait):
                return False
            self.thread = get_ident()
        return True

    def give(self):
        """Give it back, if this thread has it."""
        if self.thread == get_ident():
            self.thread = None
            self.lock.release()

    def __enter__(self):
        return self.take()

    def __exit__(self, *_):
        self.give()


class Answer:
    """The answer of an application to one call."""

    head = None
    sent = False  # the head is out
    body = chunks = None
    environ = None
    watched = False  # what becomes of environ is wanted

    def __init__(self, connection, node, call):
        self.connection = connection
        self.node = node
        self.call = call

    def start(self, status, headers, exc_info=None):
        """start_response."""
        if exc_info:
            try:
                if self.sent:
                    raise exc_info[1].with_traceback(exc_info[2])
            finally:
                exc_info = None
        elif self.head is not None:
            raise AssertionError("start_response was called a second time without exc_info")
        self.head = head_text(status, headers)
        return self.write

    def write(self, chunk):
        """What start_response returns."""
        chunk = checked_chunk(chunk)
        if not chunk:
            return
        head = b"" if self.sent else self.head
        self.sent = True
        frame = WORDS_FRAME.pack(WRITE, 8 + len(head) + len(chunk), self.call, len(head)) + head
        self.connection.send(frame, chunk)

    def is_whole(self, size):
        """Say the length of a body that is known to be one chunk."""
        if self.head is not None and not self.sent and b"\0content-length\0" not in self.head.lower():
            if self.head[:3] not in (b"204", b"304"):
                self.head += b"\0Content-Length\0%d" % size

    def send_head(self, chunk, flags):
        """Answer the call, or go on after write()."""
        head, changes = self.head, b""
        if head is None:
            raise AssertionError("the application has not called start_response before its first chunk or its end")
        if self.sent:
            head = b""
        self.sent = True
        if self.watched:
            changes = self.connection.changes(self.environ)
        size = 14 + len(head) + len(changes) + len(chunk)
        frame = HEAD_FRAME.pack(HEAD, size, flags, self.call, len(head), len(changes))
        self.connection.send(frame + head + changes, chunk)

    def close(self):
        """Close the body, once."""
        body, self.body = self.body, None
        if body is not None and hasattr(body, "close"):
            body.close()


class Connection:
    """A socket, and the thread that answers there."""

    def __init__(self, worker, sock):
        self.worker = worker
        self.sock = sock
        self.receive = sock.recv
        self.sendall = sock.sendall
        self.rest = b""  # what was received beyond a frame
        self.taken = b""  # says which request was taken from the queue, before anything else is said of it
        self.thread = None
        self.turn = Turn()
        self.sending = Lock()  # of a request with a body
        self.busy = False
        self.ticket = 0  # the number of the request
        self.unwanted = False  # the server has said so
        self.memory = None  # that the server reads large chunks from; False where it cannot
        self.count = self.lent = 0  # the chunks that were put there, and those of them that are still there
        self.reads = 0  # how often more of the body was asked for
        self.forget()

    def forget(self):
        """Forget the last request."""
        self.answers = {}  # nested ones whose body is not closed, by the numbers of their calls
        self.stubs = {}  # bodies of Go that are not closed, by their numbers
        self.environs = {}  # those that Go knows, by numbers
        self.numbers = {}  # their numbers, by id()
        self.known = {}  # what Go knows of them
        self.sections = {}  # where exceptions are from, by id(): objects has them
        self.objects = []  # what Go has got a number of instead
        self.environ = None  # the first one
        self.sent = None  # a copy of it as it was sent; None where it is to be made of what follows
        self.plain = ""
        self.typed = {}  # what was sent besides
        self.inputs = []  # bodies, which other threads may read
        self.first = None
        self.node = None
        self.stub_count = 0

    # Frames

    def send(self, frame, chunk=b""):
        if self.inputs:
            with self.sending:
                self.send_alone(frame, chunk)
        else:
            self.send_alone(frame, chunk)

    def send_alone(self, frame, chunk):
        if self.taken:  # the first frame of a request says which one it is
            frame = self.taken + frame
            self.taken = b""
        if len(chunk) <= LARGE:
            self.sendall(frame + chunk if type(chunk) is bytes else frame + bytes(chunk))
            return
        whole = memoryview(chunk)
        sent = self.sock.sendmsg((frame, whole)) - len(frame)
        if sent < 0:
            self.sendall(frame[sent:])
        if sent < len(whole):  # a signal has come in between
            self.sendall(whole[max(sent, 0) :])

    def frame(self):
        """The next frame: what it is, and its rest."""
        data = self.rest or self.receive(1 << 16)
        if len(data) < 5:
            data = self.collect(data, 5)
        kind, size = FRAME.unpack_from(data)
        size += 5
        if len(data) < size:
            data = self.collect(data, size)
        self.rest = data[size:]
        return kind, data[5:size]

    def collect(self, data, size):
        """Receive until there are so many bytes."""
        parts, have = [data], len(data)
        if not data and not self.rest:
            raise Gone
        while have < size:
            part = self.receive(min(max(size - have, 1 << 16), 1 << 20))
            if not part:
                raise Gone
            parts.append(part)
            have += len(part)
        return b"".join(parts)

    def cancelled(self):
        """Whether the server has said, while chunks are sent to it, that it wants no more."""
        if not self.turn.take(False):
            return self.unwanted
        try:
            while not self.unwanted:
                if not self.rest:
                    try:
                        self.rest = self.receive(1 << 10, socket.MSG_DONTWAIT)
                    except BlockingIOError:
                        return False
                    if not self.rest:
                        raise Gone
                self.hear()
            return True
        finally:
            self.turn.give()

    def hear(self):
        """Take a frame that is no answer."""
        kind, rest = self.frame()
        if not self.note(kind, rest):
            raise AssertionError("the frame %r is not expected" % kind)

    def note(self, kind, rest):
        """Note that no more is wanted, of this request or of one that has ended already, or that a chunk has been passed on."""
        if kind == FREED:
            self.lent -= 1
        elif kind != CANCEL:
            return False
        elif int.from_bytes(rest, "little") == self.ticket:
            self.unwanted = True
        return True

    def ask(self, frame):
        """Ask Go for something, and serve what it asks for before it answers."""
        if get_ident() != self.thread or not self.busy:
            raise RuntimeError("a request is another thread's, or has ended: Go can be called in its own thread only")
        with self.turn:
            self.send(frame)
            return self.answer_of_go()

    def answer_of_go(self):
        while True:
            kind, rest = self.frame()
            if kind == RAISED:
                self.raise_answer(rest)
            if kind in (ANSWERED, DATA, DONE, CLOSED, INPUT, INPUT_LENT):
                return kind, rest
            if not self.note(kind, rest):
                self.serve_inner(kind, rest)

    def raise_answer(self, rest):
        why, number = rest[0], int.from_bytes(rest[1:5], "little")
        text = rest[5:].decode("utf-8", "replace")
        if why == PYTHON_ERROR:
            raise self.objects[number]
        if why == GO_ABORT:
            raise GoAbort(text)
        if why == INPUT_ERROR:
            raise OSError(text)
        if why == MISUSE:
            raise RuntimeError(text)
        raise GoPanic(number, text)

    # Serving

    def run(self, leads):
        """Answer requests until the server closes the sockets. The thread that leads takes those in the queue."""
        self.thread = get_ident()
        self.worker.local.connection = self
        try:
            if leads:
                self.lead()
            else:
                self.follow()
        except (Gone, OSError):
            return

    def lead(self):
        take = self.worker.queue.recv
        while True:
            data = take(1 << 16)
            if not data:
                return
            self.answer_queued(data)

    def follow(self):
        """Answer what is sent here, and take from the queue when that is wanted."""
        while True:
            kind, rest = self.frame()
            if kind == CALL:
                self.answer_call(rest)
            elif kind == TAKE:
                try:
                    data = self.worker.queue.recv(1 << 16, socket.MSG_DONTWAIT)
                except BlockingIOError:
                    self.sendall(WORD_FRAME.pack(IDLE, 4, 0))
                    continue
                if not data:
                    return
                self.answer_queued(data)

    def answer_queued(self, data):
        """Answer a call of the queue. A large one comes here when it was taken there."""
        if data[0] != LARGE_CALL:
            self.answer_call(data[5:])
            return
        self.sendall(WORD_FRAME.pack(TAKEN, 4, int.from_bytes(data[5:9], "little")))
        kind, rest = self.frame()
        while kind != CALL:  # what is said of a request that has ended
            kind, rest = self.frame()
        contextvars.copy_context().run(self.request, rest)

    def answer_call(self, rest):
        self.taken = TAKEN_HEAD + rest[4:8]
        contextvars.copy_context().run(self.request, rest)

    def request(self, rest):
        """Answer a request."""
        node, flags, call, _, plain, size = CALL_FRAME.unpack_from(rest)
        self.ticket = call
        end = len(rest) - size
        self.plain = text = rest[20 : 20 + plain].decode("latin-1")
        parts = iter(text.split("\0"))
        environ = dict(zip(parts, parts))
        environ.update(self.worker.base)
        if size or flags & HAS_INPUT:
            environ["wsgi.input"] = self.input(0, rest[end:], not flags & HAS_INPUT)
            self.reads = 0
        else:
            environ["wsgi.input"] = io.BytesIO()
        if 20 + plain < end:
            for key, value in pairs(rest[20 + plain : end].decode("latin-1")):
                self.apply_one(environ, key, value[:1], value[1:])
                self.typed[key] = environ[key]
        self.first = environ["wsgi.input"]
        if node in self.worker.calling:
            self.sent = environ.copy()
        self.environ, self.node, self.busy, self.unwanted = environ, node, True, False
        answer = Answer(self, node, call)
        if flags & WATCHED:
            answer.watched, answer.environ = True, environ
            self.number_of(environ)
        error = None
        try:
            done = self.push(answer, self.worker.apps[node], environ)
        except (Gone, OSError) as e:
            if isinstance(e, Gone) or self.is_closed():
                raise Gone
            error, done = e, False
        except BaseException as e:
            error, done = e, False
        if answer.body is not None or self.stubs:
            error = self.close_all(answer, error)
        if self.lent:
            with self.turn:
                while self.lent:
                    self.hear()
        if error is not None:
            self.end_inputs()
            self.send_error(error, call)
        elif not done:
            self.end_inputs()
            self.end(answer)
        self.busy = False
        error = None
        if self.inputs:
            self.inputs = []
            self.turn.give()
        if self.stub_count or self.objects or self.known or self.typed:
            self.forget()
        else:
            self.first = self.environ = self.sent = None

    def is_closed(self):
        try:
            return self.sock.fileno() < 0 or self.receive(1, socket.MSG_DONTWAIT | socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def push(self, answer, app, environ):
        """Run an application, and send its chunks as they come. It is done when the last one said that it is."""
        body = app(environ, answer.start)
        if (type(body) is list or type(body) is tuple) and len(body) == 1:
            return self.push_one(answer, body[0])
        answer.body = body
        if body is None:
            raise TypeError("the application has returned None, not an iterable")
        if type(body) is FileWrapper:
            body.size = max(body.size, PIECE)  # nobody else is to see its blocks
        for chunk in body:
            if type(chunk) is not bytes:
                chunk = checked_chunk(chunk)
            if answer.head is None:
                raise AssertionError("the application has not called start_response before its first chunk")
            if answer.sent and self.cancelled():
                return False
            if chunk:
                self.push_chunk(answer, chunk)
        if answer.head is None:
            raise AssertionError("the application has not called start_response")
        return False

    def push_one(self, answer, chunk):
        """Send a body that is one chunk, and has nothing to close."""
        if type(chunk) is not bytes:
            chunk = checked_chunk(chunk)
        if not answer.sent and not self.stubs and len(chunk) <= PIECE:
            self.end_inputs()
            answer.send_head(chunk, LAST)
            return True
        answer.is_whole(len(chunk))
        self.push_chunk(answer, chunk)
        return False

    def push_chunk(self, answer, chunk):
        """Send a chunk, a large one in pieces."""
        whole = memoryview(chunk)
        for start in range(0, len(chunk), PIECE):
            piece = chunk if len(chunk) <= PIECE else whole[start : start + PIECE]
            if not answer.sent:
                answer.send_head(piece, 0)
            elif len(piece) <= LARGE or not self.lend(piece):
                self.send(WORD_FRAME.pack(CHUNK, 4 + len(piece), answer.call), piece)

    def shares(self):
        """Whether the server uses memory of this thread, which is offered to it before the first use. At its end is what the
        server reads of a body."""
        if self.memory is None:
            self.memory = self.share()
        return self.memory is not False

    def share(self):
        if not hasattr(os, "memfd_create"):  # before Python 3.8, and outside of Linux
            return False
        size = LENDABLE * PIECE + AHEAD
        try:
            fd = os.memfd_create("pastegen")
            try:
                os.ftruncate(fd, size)
                memory = memoryview(mmap.mmap(fd, size))  # PyPy's mmap takes bytes only
                self.send(SHARE_FRAME.pack(SHARE, 12, os.getpid(), fd, size))
                while True:
                    kind, rest = self.frame()
                    if kind == MAPPED:
                        return memory if rest else False
                    self.note(kind, rest)
            finally:
                os.close(fd)
        except OSError:
            return False

    def lend(self, piece):
        """Put a chunk where the server reads it, and report whether that is possible. The room is used again when that has passed
        it on."""
        if not self.turn.take(False):
            return False
        try:
            if not self.shares():
                return False
            while self.lent == LENDABLE:
                self.hear()
            start = self.count % LENDABLE * PIECE
            self.memory[start : start + len(piece)] = piece
            self.count += 1
            self.lent += 1
        finally:
            self.turn.give()
        self.send(WORDS_FRAME.pack(LENT, 8, start, len(piece)))
        return True

    def end(self, answer):
        """Say that an answer is complete."""
        if not answer.sent:
            answer.send_head(b"", LAST)
            return
        changes = self.changes(answer.environ) if answer.watched else b""
        self.send(WORD_FRAME.pack(END, 4 + len(changes), answer.call), changes)

    def close_all(self, answer, error):
        """Close the body, and then what nobody else has closed. Return the first error."""
        try:
            answer.close()
        except Gone:
            raise
        except BaseException as e:
            error = error or e
        for stub in list(self.stubs.values()) if self.stubs else ():
            try:
                stub.close()
            except Gone:
                raise
            except BaseException as e:
                error = error or e
        return error

    def send_error(self, error, call):
        """Answer with an exception."""
        self.objects.append(error)
        number = getattr(error, "number", -1) if isinstance(error, (GoPanic, GoAbort)) else -1
        trace = below_this_file(error.__traceback__) or error.__traceback__
        text = "".join(traceback.format_exception(type(error), error, trace))
        frames = [(each.filename, each.lineno, each.name) for each in traceback.extract_tb(trace, 100)]
        about = {
            "type": type_name(error).replace("builtins.", ""),
            "message": text_of(error),
            "traceback": text,
            "frames": frames,
            "section": self.origin(error),
            "panic": number,
            "abort": isinstance(error, GoAbort),
        }
        data = json.dumps(about).encode("ascii")
        frame = WORDS_FRAME.pack(ERROR, 8 + len(data), len(self.objects) - 1, call)
        self.send(frame, data)

    # Calls of Go into Python while Python waits for it

    def serve_inner(self, kind, rest):
        """Answer a call of the server's. Who does that takes the turn again before it is answered."""
        call = int.from_bytes(rest[:4], "little")
        self.turn.give()
        try:
            if kind == CALL:
                node, flags, call, number, plain, below = CALL_FRAME.unpack_from(rest)
                self.apply(number, rest[20 + plain :])
                app = self.objects[below] if flags & BELOW else self.worker.apps[node]
                self.at(node, self.answer_inner, app, node, call, self.environs[number])
            elif kind == NEXT:
                answer = self.answers[call]
                self.at(answer.node, self.next_inner, answer)
            elif kind == CLOSE:
                answer = self.answers.pop(call, None)
                if answer is not None:
                    self.at(answer.node, answer.close)
                self.turn.take()
                self.send(FRAME.pack(CLOSED_OWN, 0))
            elif kind == READ:
                self.read_object(rest)
            else:
                raise AssertionError("the frame %r is not expected" % kind)
        except (Gone, BrokenPipeError, ConnectionResetError) as e:
            if isinstance(e, Gone) or self.is_closed():
                raise Gone
            self.turn.take()
            self.send_error(e, call)
        except BaseException as e:
            self.turn.take()
            self.send_error(e, call)

    def at(self, node, run, *args):
        """Run code of another node."""
        outer, self.node = self.node, node
        try:
            run(*args)
        except BaseException as e:
            self.origin(e)
            raise
        finally:
            self.node = outer

    def origin(self, error):
        """The section that an exception is from, which is known when it is met first."""
        found = self.sections.get(id(error))
        if found is None:
            found = self.sections[id(error)] = self.worker.config["nodes"][self.node].get("section", "")
            self.objects.append(error)  # so that id() stays its own
        return found

    def answer_inner(self, app, node, call, environ):
        """Run an application below a handler of Go that is below Python itself."""
        answer = Answer(self, node, call)
        answer.environ, answer.watched = environ, True
        self.answers[call] = answer
        try:
            answer.body = body = app(environ, answer.start)
            if body is None:
                raise TypeError("the application has returned None, not an iterable")
            one = (type(body) is list or type(body) is tuple) and len(body) == 1
            answer.chunks = iter(body)
            chunk = self.inner_chunk(answer)
        except BaseException:
            self.answers.pop(call, None)
            close_quietly(answer)
            raise
        if one or not chunk:
            self.answers.pop(call, None)
            answer.close()
        self.turn.take()
        answer.send_head(chunk, LAST if one or not chunk else 0)

    def inner_chunk(self, answer):
        """The next chunk that is not empty; empty at the end."""
        for chunk in answer.chunks:
            chunk = checked_chunk(chunk)
            if answer.head is None:
                raise AssertionError("the application has not called start_response before its first chunk")
            if chunk:
                return chunk
        return b""

    def next_inner(self, answer):
        chunk = self.inner_chunk(answer)
        if chunk:
            self.turn.take()
            self.send(WORD_FRAME.pack(CHUNK, 4 + len(chunk), answer.call), chunk)
            return
        self.answers.pop(answer.call, None)
        answer.close()
        self.turn.take()
        self.end(answer)

    def read_object(self, rest):
        """Read from a wsgi.input that Python has put in the place of Go's."""
        number, size = struct.unpack("<II", rest)
        data = checked_chunk(self.objects[number].read(size))
        self.turn.take()
        self.send(FRAME.pack(OBJECT, len(data)), data)

    # Calls of Python into Go

    def call_stub(self, node, name, below, environ, start_response):
        """Have a handler of Go answer; below is the app that a filter is around."""
        self.stub_count += 1
        stub = self.stub_count
        self.worker.calling.add(self.node)
        given = environ.get("wsgi.input")
        of_input, unread = given._give_back() if isinstance(given, Input) else (0, 0)
        number = self.number_of(environ)
        changes = self.changes(environ)
        size = 26 + len(name) + len(changes)
        app = 0 if below is None else self.keep(below) + 1
        frame = STUB_FRAME.pack(STUB, size, node, stub, number, len(name), of_input, unread, app)
        _, rest = self.ask(frame + name + changes)
        flags, head, size = ANSWER_FRAME.unpack_from(rest)
        self.apply(number, rest[10 + head : 10 + head + size])
        chunk = rest[10 + head + size :]
        body = [chunk] if flags & LAST else StubBody(self, stub, number, chunk)
        status, headers = parsed_head(rest[10 : 10 + head])
        start_response(status, list(headers))
        return body

    def input(self, *args):
        """A body of the request."""
        self.inputs.append(Input(self, *args))
        return self.inputs[-1]

    def end_inputs(self):
        """End the bodies before the answer ends: who asks for more of them then would ask in the next request."""
        if self.inputs:
            self.turn.take()
            for each in self.inputs:
                each._end()

    def read(self, given, number, size):
        """read_input for whatever thread wants more of a body."""
        with self.turn:
            if given not in self.inputs:
                raise ValueError(AFTER_THE_END)
            return self.read_input(number, size)

    def read_input(self, number, size):
        """Some bytes of the body, and whether they are the last ones. They are so many if that is not more than comes at once, or
        more if these are there. Many come in one piece, and are not copied again. Those in memory are there until more is read."""
        self.reads += 1
        if self.reads == 2:
            self.shares()
        size = min(size, AHEAD)
        self.send(READ_FRAME.pack(INPUT_READ, 12, number, size, AHEAD))
        if not self.rest:
            self.rest = self.receive(INPUT_FRAME.size, socket.MSG_WAITALL)
            if len(self.rest) == INPUT_FRAME.size:
                kind, size, last = INPUT_FRAME.unpack(self.rest)
                if kind in (INPUT, INPUT_LENT):
                    self.rest = b""
                    return self.input_part(kind, self.exactly(size - 1)), last == 1
        kind, rest = self.answer_of_go()
        return self.input_part(kind, rest[1:]), rest[0] == 1

    def input_part(self, kind, rest):
        """What was sent of a body, or where it is."""
        if kind == INPUT:
            return rest
        start = LENDABLE * PIECE
        return self.memory[start : start + int.from_bytes(rest, "little")]

    def exactly(self, size):
        """Receive so many bytes."""
        data = self.receive(size, socket.MSG_WAITALL) if size else b""
        return data if len(data) == size else self.collect(data, size)

    # What each side tells the other of environ

    def number_of(self, environ):
        """The number by which Go knows an environ. What it does not know yet begins as the first one is known."""
        if not self.known:
            known = self.sent
            if known is None:
                known = dict(pairs(self.plain))
                known.update(self.worker.base)
                known.update(self.typed)
                known["wsgi.input"] = self.first
            self.environs[0], self.known[0], self.numbers[id(self.environ)] = self.environ, known, 0
        number = self.numbers.get(id(environ))
        if number is None:
            number = len(self.environs)
            self.environs[number], self.known[number], self.numbers[id(environ)] = environ, dict(self.known[0]), number
        return number

    def changes(self, environ):
        """What has changed in an environ since Go has heard of it."""
        number = self.number_of(environ)
        known = self.known[number]
        if len(environ) == len(known) and all(map(is_, environ, known)) and all(map(is_, environ.values(), known.values())):
            return b""
        parts = []
        for key, value in environ.items():
            old = known.get(key, known)
            if old is not value and (type(value) is not str or old != value) and is_name(key):
                parts += utf8(key), encode(value, self.keep)
        for key in known:
            if key not in environ and is_name(key):
                parts += utf8(key), "d"
        if parts:
            self.known[number] = dict(environ)
        return "\0".join(parts).encode("latin-1")

    def keep(self, value):
        self.objects.append(value)
        return len(self.objects) - 1

    def apply(self, number, text):
        """Change an environ as Go says."""
        if text:
            for key, value in pairs(text.decode("latin-1")):
                environ, known = self.environs[number], self.known[number]
                self.apply_one(environ, key, value[:1], value[1:])
                if key in environ:
                    known[key] = environ[key]
                else:
                    known.pop(key, None)

    def apply_one(self, environ, key, what, value):
        if what == "d":
            environ.pop(key, None)
        elif what == "s":
            environ[key] = value
        elif what == "x":
            environ[key] = bytes.fromhex(value).decode("latin-1")
        elif what == "j":
            environ[key] = json.loads(value.encode("latin-1").decode("utf-8", "replace"))
        elif what == "h":
            environ[key] = self.objects[int(value)]
        elif what == "i":
            environ[key] = self.input(int(value), b"", False)
        elif what == "n":
            environ[key] = io.BytesIO()


def checked_chunk(chunk):
    """A part of a body as its bytes; some are lenient about what these are."""
    if isinstance(chunk, (bytes, bytearray)):
        return chunk
    if isinstance(chunk, memoryview):
        return chunk.cast("B") if chunk.c_contiguous else chunk.tobytes()
    raise TypeError("a part of the body is bytes, and not %s" % type(chunk).__name__)


def close_quietly(answer):
    """Close a body after an error, which counts more than another one."""
    try:
        answer.close()
    except Gone:
        raise
    except BaseException:
        pass


def text_of(error):
    try:
        return str(error)
    except BaseException:
        return "(its text cannot be made)"


class StubBody:
    """The body of an answer of Go."""

    def __init__(self, connection, number, environ, first):
        self._connection = connection
        self._number = number
        self._environ = environ
        self._first = first
        self._ended = False
        connection.stubs[number] = self

    def __iter__(self):
        return self

    def __next__(self):
        first, self._first = self._first, b""
        if first:
            return first
        if self._ended:
            raise StopIteration
        try:
            kind, rest = self._connection.ask(WORD_FRAME.pack(STUB_NEXT, 4, self._number))
        except BaseException:
            self._end()
            raise
        if kind == DATA:
            return rest
        self._end()
        self._connection.apply(self._environ, rest)
        raise StopIteration

    def _end(self):
        self._ended = True
        self._connection.stubs.pop(self._number, None)

    def close(self):
        """End the answer before its time, if it has not ended."""
        self._first = b""
        if not self._ended:
            self._end()
            self._connection.ask(WORD_FRAME.pack(STUB_CLOSE, 4, self._number))


class Stub:
    """A handler of Go as an application of Python; below is the one that a filter is around."""

    def __init__(self, worker, node, name, below=None):
        self._worker = worker
        self._node = node
        self._name = name
        self._below = below

    def __call__(self, environ, start_response):
        connection = getattr(self._worker.local, "connection", None)
        if connection is None:
            raise RuntimeError("%s is Go, and can be called in the thread of a request only" % self._name)
        return connection.call_stub(self._node, self._name.encode("utf-8"), self._below, environ, start_response)

    def __repr__(self):
        return "<%s, which is Go>" % self._name


# What Paste Deploy does


class Wrong(Exception):
    """A section cannot be built."""


class NotFound(Wrong, LookupError):
    """There is no section of a name, or more than one: a LookupError in Paste Deploy, too."""


def load(spec):
    """The object of a reference "package.module:name.name", or the module of one without a colon."""
    module, _, names = spec.partition(":")
    found = importlib.import_module(module.strip())
    return functools.reduce(getattr, [name for name in names.strip().split(".") if name], found)


def load_application(spec):
    """The application of "module:name" or "module:make(1, key='value')"; application without a name."""
    module, _, expression = spec.partition(":")
    module = importlib.import_module(module.strip())
    tree = ast.parse(expression.strip() or "application", mode="eval").body
    if not isinstance(tree, ast.Call):
        return functools.reduce(getattr, names_of(tree, spec), module)
    make = functools.reduce(getattr, names_of(tree.func, spec), module)
    words = {word.arg: ast.literal_eval(word.value) for word in tree.keywords}
    return make(*[ast.literal_eval(value) for value in tree.args], **words)


def names_of(tree, spec):
    if isinstance(tree, ast.Name):
        return [tree.id]
    if isinstance(tree, ast.Attribute):
        return names_of(tree.value, spec) + [tree.attr]
    raise Wrong("%s is not of the form module:name or module:make()" % spec)


def entry_points(distribution, group, name):
    """The entry points of that name."""
    if metadata is None:
        import pkg_resources

        entry = pkg_resources.get_entry_info(distribution, group, name)
        return [] if entry is None else [entry]
    entries = metadata.distribution(distribution).entry_points
    return [entry for entry in entries if entry.group == group and entry.name == name][:1]


APP_GROUPS = [["paste.app_factory"], ["paste.composite_factory"], ["paste.composit_factory"]]
FILTER_GROUPS = [["paste.filter_factory", "paste.filter_app_factory"]]
APP_PREFIXES = [["app", "application"], ["composite", "composit"], ["pipeline"], ["filter-app"]]
FILTER_PREFIXES = [["filter"]]


def find_egg(spec, is_filter):
    """The factory of "Distribution#name", and its protocol."""
    distribution, _, name = spec.partition("#")
    name = name or "main"
    groups = FILTER_GROUPS if is_filter else APP_GROUPS
    possible = []
    for options in groups:
        for group in options:
            found = entry_points(distribution.strip(), group, name.strip())
            if found:
                possible.append((found[0].load(), group))
                break
    if not possible:
        wanted = ", ".join(itertools.chain.from_iterable(groups))
        raise Wrong("the distribution %s has no entry point %r of %s" % (distribution, name, wanted))
    if len(possible) > 1:
        raise Wrong("the distribution %s has several entry points %r" % (distribution, name))
    return possible[0]


class Builder:
    """Builds the objects of one node that Go calls."""

    def __init__(self, worker, entry):
        self.worker = worker
        self.entry = entry  # its number

    def build(self, node, above=None):
        """Make what a node stands for; above is the global configuration that a loader was given."""
        self.worker.begin(node)
        try:
            return getattr(self, "build_" + node["kind"])(node, self.global_conf(node, above))
        except Wrong as e:
            if e.args[1:]:
                raise
            raise Wrong(e.args[0], node) from None
        except (Exception, SystemExit) as e:
            raise Wrong("", node) from e

    def global_conf(self, node, above):
        if above is None:
            return dict(node.get("global") or ())
        given = dict(node.get("defaults") or ())
        given.update(above)
        given.update(node.get("set") or ())
        return given

    def local_conf(self, node, global_conf):
        local = dict(node.get("local") or ())
        for key, name in node.get("get") or ():
            local[key] = global_conf[name]
        return local

    def build_app(self, node, global_conf):
        factory, protocol = self.factory(node, False)
        local = self.local_conf(node, global_conf)
        if protocol == "paste.app_factory":
            app = factory(global_conf, **local)
        else:
            app = factory(self.loader(node.get("loader", "")), global_conf, **local)
        return self.checked(app, node)

    def checked(self, made, node):
        if not callable(made):
            raise Wrong("%s has returned %r, which cannot be called" % (node.get("use"), made))
        return made

    def build_filter(self, node, global_conf):
        factory, protocol = self.factory(node, True)
        local = self.local_conf(node, global_conf)
        if protocol == "paste.filter_app_factory":
            return lambda app: self.checked(factory(app, global_conf, **local), node)
        return self.checked(factory(global_conf, **local), node)

    def factory(self, node, is_filter):
        use, protocol = node["use"], node.get("protocol")
        if use.startswith("egg:"):
            return find_egg(use[len("egg:") :], is_filter)
        return load(use), protocol or ("paste.filter_factory" if is_filter else "paste.app_factory")

    def build_pipeline(self, node, global_conf):
        above = global_conf if "above" in node else None
        *filters, app = node["nodes"]
        app = self.build(app, above)
        filters = [self.build(each, above) for each in filters]
        for each, wrap in zip(reversed(node["nodes"][:-1]), reversed(filters)):
            app = self.checked(wrap(app), each)
        return app

    def build_filter_app(self, node, global_conf):
        above = global_conf if "above" in node else None
        wrap, app = node["nodes"]
        app = self.build(app, above)
        return self.checked(self.build(wrap, above)(app), node)

    def build_filtered_with(self, node, global_conf):
        above = global_conf if "above" in node else None
        outer, inner = (self.build(each, above) for each in node["nodes"])
        if is_filter(node["nodes"][1]):
            return lambda app: outer(inner(app))
        return self.checked(outer(inner), node)

    def build_callable(self, node, global_conf):
        return self.checked(load_application(node["use"]), node)

    def build_go_filter(self, node, global_conf):
        self.check_go(node, global_conf)
        return lambda app: self.checked(Stub(self.worker, self.entry, node["child"], app), node)

    def build_go(self, node, global_conf):
        self.check_go(node, global_conf)
        return Stub(self.worker, self.entry, node["child"])

    def check_go(self, node, global_conf):
        """What is Go is there already, with the global configuration of the file."""
        built = dict(node.get("global") or ())
        if "above" in node and global_conf != built:
            changed = sorted(k for k in {**built, **global_conf} if built.get(k) != global_conf.get(k))
            raise Wrong(
                "[%s] is Go, and was built with the global configuration of the file; it cannot be built anew with another %s"
                % (node.get("section"), ", ".join(changed))
            )

    def loader(self, name):
        return Loader(self, self.worker.loaders.get(name) or {"name": name, "nodes": ()})


def is_filter(node):
    """Whether a node is a filter, with others around it or not."""
    if node["kind"] == "filtered_with":
        return is_filter(node["nodes"][1])
    return node["kind"] in ("filter", "go_filter")


class Loader:
    """What a composite's factory gets of Paste Deploy. It makes a new object at each call."""

    def __init__(self, builder, table):
        self._builder = builder
        self._table = table
        self.filename = table.get("file") or table["name"]

    def get_app(self, name=None, global_conf=None):
        return self._get(name, global_conf, "app", APP_PREFIXES)

    def get_filter(self, name=None, global_conf=None):
        return self._get(name, global_conf, "filter", FILTER_PREFIXES)

    def get_server(self, name=None, global_conf=None):
        raise Wrong("a server is not Python's to make here")

    def _get(self, name, global_conf, kind, prefixes):
        scheme, _, rest = (name or "").partition(":")
        if scheme in ("egg", "call"):
            use = name if scheme == "egg" else rest
            node = {"kind": kind, "section": name, "use": use, "global": list((global_conf or {}).items())}
            return self._builder.build(node)
        if scheme == "config":
            file, _, section = rest.partition("#")
            return self._builder.loader(file)._get(section or "main", global_conf, kind, prefixes)
        node = self._find(name or "main", prefixes)
        if global_conf is None:
            return self._builder.build(node)
        return self._builder.build(below(node, self._table.get("defaults") or ()), global_conf)

    def _find(self, name, prefixes):
        possible = []
        for options in prefixes:
            for prefix in options:
                found = [node for node in self._table["nodes"] if named(node, prefix, name)]
                if found:
                    possible += found
                    break
        wanted = " or ".join(itertools.chain.from_iterable(prefixes))
        if not possible:
            raise NotFound("there is no section %r (%s) in %s" % (name, wanted, self._table["name"]))
        if len(possible) > 1:
            raise NotFound("there are several sections %r in %s" % (name, self._table["name"]))
        return possible[0]


def named(node, prefix, name):
    found, _, rest = node["section"].partition(":")
    return found == prefix and rest.strip() == name


def below(node, defaults):
    """A node as it is built with a global configuration that a loader was given."""
    copy = dict(node, defaults=defaults, above=True)
    if "nodes" in node:
        copy["nodes"] = [below(each, defaults) for each in node["nodes"]]
    return copy


# The process


class Output(io.TextIOBase):
    """sys.stdout or sys.stderr: what is printed goes to the server, with the section whose request prints it."""

    def __init__(self, worker, name, raw):
        self.worker = worker
        self.name = name
        self.raw = raw
        self.local = threading.local()

    encoding = "utf-8"
    errors = "backslashreplace"
    line_buffering = True
    write_through = False
    mode = "w"

    def reconfigure(self, **options):
        """Take what a text file takes, and do nothing: the log gets text, a line as soon as it has ended."""

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError("write() argument must be str, not %s" % type(text).__name__)
        held = getattr(self.local, "held", "") + text
        if text.endswith("\n") and not self.is_open(held):
            self.local.held = ""
            self.worker.log(self.name, held)
        else:
            self.local.held = held
        return len(text)

    def is_open(self, held):
        """Whether a traceback is being printed, line by line."""
        if not held.startswith("Traceback (most recent call last)") or len(held) > 1 << 16:
            return False
        last = held.rstrip("\n").rpartition("\n")[2]
        return last.startswith((" ", "Traceback ")) or not last

    def flush(self):
        held = getattr(self.local, "held", "")
        if held and not self.is_open(held):
            self.local.held = ""
            self.worker.log(self.name, held)

    def writable(self):
        return True

    def isatty(self):
        return False

    def fileno(self):
        return self.raw.fileno()

    @property
    def buffer(self):
        return self.raw


# Attributes of records: those that the server has in a form of its own, and those that formats may name.
ELSEWHERE = frozenset("name msg args levelname levelno exc_info exc_text stack_info created msecs relativeCreated message asctime".split())
KNOWN = frozenset("pathname filename module lineno funcName thread threadName process processName taskName".split())


def plain(value):
    """A value as JSON has it on both sides: texts, and numbers that are neither too large nor none."""
    if type(value) is str or type(value) in (int, float) and -(1 << 53) < value < 1 << 53:
        return value
    return str(value)


class Records(logging.Handler):
    """Hands the records of Python's logging to the server."""

    def __init__(self, worker, level):
        super().__init__(level)
        self.worker = worker

    def emit(self, record):
        try:
            self.worker.log_record(record)
        except Exception:
            self.handleError(record)


class Teller:
    """Tells the server what there is to tell, one message after the other, whichever threads have it. What a signal handler has,
    which may run while its thread is at another message, is told behind that."""

    def __init__(self, sock):
        self.sock = sock
        self.lock = threading.RLock()
        self.untold = collections.deque()
        self.thread = None  # that is telling

    def tell(self, message):
        self.untold.append(json.dumps(message).encode("ascii") + b"\n")
        while self.untold and self.thread != get_ident():
            with self.lock:
                self.thread = get_ident()
                try:
                    while self.untold:
                        self.sock.sendall(self.untold.popleft())
                finally:
                    self.thread = None


class Worker:
    """This process."""

    def __init__(self, config, control, queue, stacks, connections):
        self.config = config
        self.control = control
        self.queue = queue
        self.teller = Teller(control)
        self.local = threading.local()
        self.loaders = {}
        for table in config.get("loaders") or ():
            self.loaders.setdefault("", table)
            self.loaders[table["name"]] = table
        self.apps = []
        self.calling = set()  # the nodes that have called Go
        self.connections = [Connection(self, sock) for sock in connections]
        self.stacks = stacks
        self.pid = os.getpid()
        self.base = {}
        self.building = ""  # the section that is being built
        self.preloading = False  # this is the process that workers are forked from

    def tell(self, **message):
        """Tell the server something."""
        self.teller.tell(message)

    def begin(self, node):
        """Begin to build a section, and tell so: who stops a start that hangs is told where."""
        self.building = node.get("section", "")
        if self.building:
            self.tell(building=node.get("place") or "[%s]" % self.building)

    def log(self, stream, text):
        if os.getpid() != self.pid:
            os.write(2, text.encode("utf-8", "backslashreplace"))
            return
        try:
            self.tell(log=stream, text=text, section=self.section())
        except OSError:
            pass  # the server has gone

    def log_record(self, record):
        """Have the server log a record of Python's logging."""
        text, trace = record.getMessage(), ""
        if record.exc_info and record.exc_info[0]:
            trace = "".join(traceback.format_exception(*record.exc_info))
        if record.stack_info:
            trace += record.stack_info
        if os.getpid() != self.pid:
            os.write(2, ("%s: %s\n%s" % (record.name, text, trace)).encode("utf-8", "backslashreplace"))
            return
        try:
            known, extra = self.attributes(record)
            self.tell(logger=record.name, level=record.levelno, text=text, stack=trace, section=self.section(), record=known, extra=extra)
        except OSError:
            pass  # the server has gone

    def attributes(self, record):
        """What a record knows of itself, if somebody may want it, and what the one who made it has added."""
        values = {key: plain(value) for key, value in vars(record).items() if key not in ELSEWHERE}
        wanted = self.config.get("logging") is not None
        return {key: values.pop(key) for key in KNOWN if key in values} if wanted else {}, {k: v for k, v in values.items() if k not in KNOWN}

    def section(self):
        """The section that is at work in this thread."""
        connection = getattr(self.local, "connection", None)
        if connection is None or connection.node is None:
            return self.building if threading.current_thread() is threading.main_thread() else ""
        return self.config["nodes"][connection.node].get("section", "")

    def prepare(self):
        """Set the process up, before anything of the user's is imported."""
        sys.stdout = Output(self, "stdout", os.fdopen(1, "wb", 0, closefd=False))
        sys.stderr = Output(self, "stderr", os.fdopen(2, "wb", 0, closefd=False))
        faulthandler.enable(2, all_threads=True)
        if not self.preloading:
            faulthandler.register(stack_signal(), self.stacks, all_threads=True)
        os.register_at_fork(after_in_child=self.forked)
        paths = [path for path in self.config["path"]]
        sys.path[:] = paths + [path for path in sys.path if path and path not in paths]
        sys.argv = ["pastegen"]
        self.set_base()
        self.set_logging()

    def set_logging(self):
        """Have the server write records as [loggers] of the INI file says. Without that, as without any configuration, it gets
        the warnings of loggers for which nobody else has a handler."""
        levels = self.config.get("logging")
        if levels is None:
            logging.lastResort = Records(self, logging.WARNING)
            return
        logging.getLogger().addHandler(Records(self, logging.NOTSET))
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)

    def set_base(self):
        self.base = {
            "wsgi.version": (1, 0),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": len(self.connections) > 1,
            "wsgi.multiprocess": self.config["workers"] > 1,
            "wsgi.run_once": False,
            "wsgi.file_wrapper": FileWrapper,
            "wsgi.input_terminated": True,
        }

    def forked(self):
        """In a child that the user's code has forked: the sockets are its parent's."""
        if self.preloading:
            return
        for connection in self.connections:
            connection.sock.close()
        self.queue.close()
        self.control.close()

    def call_all(self, specs):
        """Call functions, and import modules."""
        for spec in specs or ():
            if ":" in spec:
                load(spec)()
            else:
                importlib.import_module(spec)

    def build(self):
        """Build all that Go calls."""
        for number, node in enumerate(self.config["nodes"]):
            builder = Builder(self, number)
            made = builder.build(node)
            if is_filter(node):
                made = builder.checked(made(Stub(self, number, "next")), node)
            self.apps.append(made)
        self.building = ""

    def run(self):
        """Build, say so, and serve until the server says that it is enough, or has gone."""
        self.prepare()
        self.start_threads()
        return self.serve("init")

    def start_threads(self):
        """Start the threads that answer, but let them wait. Those that start later may be no threads: gevent replaces them."""
        self.gate = threading.Semaphore(0)
        if len(self.connections) == 1:  # which the main thread has, for those who want their signals there
            self.threads = [threading.Thread(target=self.watch, daemon=True)]
        else:
            self.threads = [threading.Thread(target=self.answer, args=(each,), daemon=True) for each in self.connections]
        for thread in self.threads:
            thread.start()

    def answer(self, connection):
        self.gate.acquire()
        connection.run(connection is self.connections[0])

    def serve(self, before):
        """Call what is to be called before, build, and answer requests."""
        try:
            self.call_all(self.config.get(before))
            self.build()
        except BaseException as e:
            self.tell(failed=self.failure(e))
            return 1
        threads = [getattr(thread, "native_id", None) or 0 for thread in self.threads]  # Python 3.7 does not know it
        self.tell(ready=True, signal=int(stack_signal()), threads=threads, python=sys.version.split()[0])
        self.warn_of_greenlets()
        for _ in self.threads:
            self.gate.release()
        if len(self.connections) == 1:
            self.connections[0].run(True)
            return 0
        if not self.wait():
            os._exit(0)
        for thread in self.threads:
            thread.join()
        return 0

    def warn_of_greenlets(self):
        """Say what becomes of gevent and eventlet."""
        for name, module in (("gevent", "gevent.monkey"), ("eventlet", "eventlet.patcher")):
            found = sys.modules.get(module)
            check = getattr(found, "is_module_patched", None) or getattr(found, "is_monkey_patched", None)
            if check is not None and (check("threading") or check("thread")):
                text = "%s has replaced threads: each of the %d threads that answer runs one request at a time all the same\n"
                self.log("stderr", text % (name, len(self.connections)))

    def preload(self):
        """Import what all workers have in common, and then fork each of them from here when the server wants it."""
        self.preloading = True
        self.prepare()
        try:
            self.call_all(self.config.get("init"))
            for spec in self.config.get("preloaded") or ():
                importlib.import_module(spec)
        except BaseException as e:
            self.tell(failed=self.failure(e))
            return 1
        self.tell(ready=True, signal=0)
        children = set()
        signal.signal(signal.SIGCHLD, lambda *_: self.reap(children))
        count = self.config["threads"] + 5
        while True:
            fds = receive_fds(self.control, count)
            if not fds:
                return 0
            parent = os.getpid()
            child = os.fork()
            if child == 0:
                return self.forked_worker(parent, fds)
            children.add(child)
            for fd in fds:
                os.close(fd)
            self.tell(forked=child)
            self.reap(children)  # it may have ended before it was one of them

    def reap(self, children):
        """Tell of workers that have ended."""
        for child in list(children):
            try:
                ended, status = os.waitpid(child, os.WNOHANG)
            except ChildProcessError:  # another signal came meanwhile, and this one was told
                continue
            if ended:
                children.discard(child)
                how = "signal %d" % os.WTERMSIG(status) if os.WIFSIGNALED(status) else "exit status %d" % os.WEXITSTATUS(status)
                self.tell(exited=child, state=how)

    def forked_worker(self, parent, fds):
        """Be a worker."""
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setpgid(0, 0)
        end_with_parent(parent)
        self.control.close()
        control, stacks, queue, *calls, out, err = fds
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.close(out)
        os.close(err)
        self.control, self.queue = socket.socket(fileno=control), socket.socket(fileno=queue)
        self.teller = Teller(self.control)  # a thread that is not here may have been at the other one
        self.connections = [Connection(self, socket.socket(fileno=fd)) for fd in calls]
        self.stacks, self.pid, self.preloading = stacks, os.getpid(), False
        faulthandler.register(stack_signal(), stacks, all_threads=True)
        self.set_base()
        self.start_threads()
        return self.serve("post_fork")

    def watch(self):
        if not self.wait():
            os._exit(0)

    def wait(self):
        """Wait for the server's word, and report whether it was said: else the server has gone."""
        try:
            return bool(self.control.recv(1))
        except OSError:
            return False

    def failure(self, error):
        """What the server tells of a start that has failed."""
        node, text, cause = {}, text_of(error), error
        if isinstance(error, Wrong):
            text, node = (error.args + ({},))[:2]
            cause = error.__cause__
        lines = ""
        if cause is not None:
            below = below_this_file(cause.__traceback__)
            if below is not None or cause.__cause__ is not None:
                lines = "".join(traceback.format_exception(type(cause), cause, below))
            text = text if text and cause is not error else "%s: %s" % (type_name(cause).replace("builtins.", ""), text_of(cause))
        return {"text": text, "place": node.get("place", ""), "section": node.get("section", ""), "traceback": lines}


def below_this_file(tb):
    """A traceback without its first lines, which are of this file, and of importlib; None if there are no others."""
    while tb is not None and (tb.tb_frame.f_code.co_filename == __file__ or "importlib" in tb.tb_frame.f_code.co_filename):
        tb = tb.tb_next
    return tb


def stack_signal():
    """The signal that has the stacks of all threads written."""
    return getattr(signal, "SIGRTMIN", 0) + 1 if hasattr(signal, "SIGRTMIN") else signal.SIGUSR2


def receive_fds(control, count):
    """File descriptors that the server sends; none when it has gone."""
    size = struct.calcsize("i")
    data, more, _, _ = control.recvmsg(1, socket.CMSG_SPACE(count * size))
    for level, kind, rest in more:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            return struct.unpack("%di" % (len(rest) // size), rest[: len(rest) // size * size])
    return ()


def end_with_parent(parent):
    """Have the kernel end this process with its parent, where it can: what the server has asked for itself is not for its children."""
    try:
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    except (ImportError, OSError, AttributeError):
        return
    if os.getppid() != parent:
        os._exit(0)


def main(config):
    """Run as the server has started this: 4 is the socket for words, 5 is for stacks, 6 is the queue, and the rest are for calls."""
    if config.get("preload"):
        os.set_inheritable(4, False)
        return Worker(config, socket.socket(fileno=4), None, None, []).preload()
    first = 7
    fds = range(4, first + config["threads"])
    for fd in fds:
        os.set_inheritable(fd, False)
    if os.getppid() != config["parent"]:
        return 0  # it has gone already
    sockets = [socket.socket(fileno=fd) for fd in fds if fd != 5]
    worker = Worker(config, sockets[0], sockets[1], 5, sockets[2:])
    return worker.run()
