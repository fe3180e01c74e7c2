package ini

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// byteOrderMark may start a file; it is skipped.
const byteOrderMark = "\ufeff"

// pythonChunk is how many bytes Python's text files read and decode at a time.
const pythonChunk = 8192

// isUTF16 reports whether a text starts with a byte order mark of UTF-16, which
// is not UTF-8.
func isUTF16(text string) bool {
	return strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff")
}

// undecodable is the first piece of a text that is not UTF-8.
type undecodable struct {
	start, end int
	reason     string // Python's
	chunk      int    // where the bytes start that Python was decoding then
}

// findUndecodable returns nil for UTF-8 text.
func findUndecodable(text string) *undecodable {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 {
			n, reason := badSequence(text[i:])
			return &undecodable{i, i + n, reason, chunkStart(i, n, reason)}
		}
		i += size
	}
	return nil
}

// The reasons in Python's words.
const (
	invalidStart        = "invalid start byte"
	invalidContinuation = "invalid continuation byte"
	unexpectedEnd       = "unexpected end of data"
)

// badSequence returns the length of the ill-formed sequence that text starts
// with, in Python's view: as far as it might have become a character.
func badSequence(text string) (n int, reason string) {
	for n = 1; !utf8.FullRuneInString(text[:n]); n++ {
		if n == len(text) {
			return n, unexpectedEnd
		}
	}
	if n == 1 {
		return n, invalidStart
	}
	return n - 1, invalidContinuation
}

// chunkStart returns where the bytes start that Python's decoder was given
// when it met an ill-formed sequence: at the chunk with the byte that settles
// it, or at the sequence itself if that was left over from the chunk before.
func chunkStart(start, n int, reason string) int {
	settled := start
	switch reason {
	case unexpectedEnd:
		return start
	case invalidContinuation:
		settled = start + n
	}
	return min(start, settled/pythonChunk*pythonChunk)
}

// error is the exception that Python raises.
func (u *undecodable) error(text string) *Error {
	what := fmt.Sprintf("byte 0x%02x in position %d", text[u.start], u.start-u.chunk)
	if u.end-u.start > 1 {
		what = fmt.Sprintf("bytes in position %d-%d", u.start-u.chunk, u.end-u.chunk-1)
	}
	return &Error{
		Class:   "UnicodeDecodeError",
		Message: fmt.Sprintf("'utf-8' codec can't decode %s: %s", what, u.reason),
	}
}

// after reports whether Python has read a line before it meets the error: all
// of it, line end included, must be decoded, and a "\r" at the very end of what
// is decoded might be half of a "\r\n".
func (u *undecodable) after(text string, l line) bool {
	return l.end < u.chunk || l.end == u.chunk && text[l.end-1] == '\n'
}

// sanitize returns the text with "?" for each byte that is not part of a
// character, so that every offset stays what it is.
func sanitize(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 {
			b.WriteByte('?')
		} else {
			b.WriteString(text[i : i+size])
		}
		i += size
	}
	return b.String()
}
