"""Latinator, the middleware example of PEP 3333; latin/latin.go is this file
in Go. Other than in the PEP, a word may be split by chunks."""

CONSONANTS = b'bcdfghjklmnpqrstvwxyzBCDFGHJKLMNPQRSTVWXYZ'
VOWELS = b'aeiouAEIOU'


class PigLatin:
    """Turns text that comes in pieces into pig latin, if it's okay to do so."""

    def __init__(self):
        self.reset(False)

    def reset(self, ok):
        self.ok = ok
        self.start = bytearray()  # the consonants that the present word starts with
        self.more = False         # whether more of that word has come

    def feed(self, data):
        if not self.ok:
            return data
        out = bytearray()
        for char in data:
            if char in CONSONANTS and not self.more:
                self.start.append(char)
            elif char in CONSONANTS or char in VOWELS or char >= 0x80:
                self.more = True
                out.append(char)
            else:
                out += self.end()
                out.append(char)
        return bytes(out)

    def end(self):
        """Ends the present word, if any, and returns its ending."""
        if self.start:
            ending = self.start + b'ay'
        elif self.more:
            ending = b'way'
        else:
            ending = b''
        self.reset(self.ok)
        return bytes(ending)


class LatinIter:
    """Transform iterated output to pig latin, if it's okay to do so.

    Note that the "okayness" can change until the application yields its first
    non-empty bytestring.
    """

    def __init__(self, result, latin):
        if hasattr(result, 'close'):
            self.close = result.close
        self.result = result
        self.latin = latin

    def __iter__(self):
        for data in self.result:
            yield self.latin.feed(data)
        ending = self.latin.end()
        if ending:
            yield ending


class Latinator:

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):

        latin = PigLatin()

        def start_latin(status, response_headers, exc_info=None):

            # Reset ok flag, in case this is a repeat call
            latin.reset(False)

            for name, value in response_headers:
                if name.lower() == 'content-type' and is_plain(value):
                    latin.reset(True)
                    # Strip content-length if present, else it'll be wrong
                    response_headers = [
                        (name, value) for name, value in response_headers
                        if name.lower() != 'content-length'
                    ]
                    break

            write = start_response(status, response_headers, exc_info)

            if latin.ok:
                def write_latin(data):
                    write(latin.feed(data))
                return write_latin
            else:
                return write

        return LatinIter(self.application(environ, start_latin), latin)


def is_plain(content_type):
    """Whether a type is text/plain, with or without parameters."""
    return content_type.partition(';')[0].strip().lower() == 'text/plain'


def make_latinator(global_conf):
    return Latinator
