package tracing

import (
	"crypto/rand"
	"encoding/hex"
	"strings"
)

// parent is a traceparent: who has asked, as part of which trace.
type parent struct {
	trace   string // 32 digits, not all of them 0
	span    string // 16 digits, likewise
	sampled bool
}

// parse reads a traceparent header (W3C Trace Context, 3.2). ok is false for
// what is none, or is there several times. Versions that are yet to come are
// read as far as they are known.
func parse(lines []string) (p parent, ok bool) {
	if len(lines) != 1 {
		return parent{}, false
	}
	const length = len("00-") + 32 + 1 + 16 + len("-00")
	text := strings.Trim(lines[0], " \t")
	if len(text) < length || len(text) > length && (text[:2] == "00" || text[length] != '-') {
		return parent{}, false
	}
	fields := strings.Split(text[:length], "-")
	if len(fields) != 4 || !isHex(fields[0], 2) || fields[0] == "ff" || !isID(fields[1], 32) || !isID(fields[2], 16) || !isHex(fields[3], 2) {
		return parent{}, false
	}
	flags, err := hex.DecodeString(fields[3])
	return parent{fields[1], fields[2], err == nil && flags[0]&1 == 1}, err == nil
}

// isHex reports whether text has so many hexadecimal digits, in small letters.
func isHex(text string, length int) bool {
	return len(text) == length && strings.Trim(text, "0123456789abcdef") == ""
}

// isID reports whether text is an id of that length: one of zeros means none.
func isID(text string, length int) bool {
	return isHex(text, length) && strings.Trim(text, "0") != ""
}

// String returns the header.
func (p parent) String() string {
	if p.sampled {
		return "00-" + p.trace + "-" + p.span + "-01"
	}
	return "00-" + p.trace + "-" + p.span + "-00"
}

// newID returns a random id of so many bytes.
func newID(bytes int) string {
	id := make([]byte, bytes)
	_, _ = rand.Read(id) // never fails
	id[0] |= 1           // never all zeros
	return hex.EncodeToString(id)
}
