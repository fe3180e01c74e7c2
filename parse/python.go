package parse

import (
	"errors"
	"strconv"
	"strings"
	"syscall"
	"unicode/utf8"

	"github.com/pastegen/pastegen/parse/ini"
)

// This file holds what Python does to strings on Paste's behalf, so that names
// and error messages come out as there.

// repr is Python's repr of a text, with $HERE for the folder of the entry file.
func repr(t Text) string { return ini.Repr(t.String()) }

// strip is Python's str.strip.
func strip(t Text) Text { return Text(ini.Strip(string(t))) }

// field is the place of a word in a text.
type field struct{ start, end int }

// fields is Python's str.split without arguments.
func fields(t Text) []field {
	var out []field
	start := -1
	for i, r := range string(t) {
		switch space := ini.IsSpace(r); {
		case space && start >= 0:
			out = append(out, field{start, i})
			start = -1
		case !space && start < 0:
			start = i
		}
	}
	if start >= 0 {
		out = append(out, field{start, len(t)})
	}
	return out
}

// words is like fields, for when the place does not matter.
func words(t Text) []Text {
	var out []Text
	for _, f := range fields(t) {
		out = append(out, t[f.start:f.end])
	}
	return out
}

// unquote is urllib.parse.unquote: it decodes %XX in each run of ASCII text,
// and puts U+FFFD for bytes that are not UTF-8.
func unquote(t Text) Text {
	var out strings.Builder
	for len(t) > 0 {
		n := strings.IndexFunc(string(t), func(r rune) bool { return r >= utf8.RuneSelf })
		if n < 0 {
			n = len(t)
		}
		out.WriteString(string([]rune(unquoteASCII(string(t[:n])))))
		_, size := utf8.DecodeRuneInString(string(t[n:]))
		out.WriteString(string(t[n : n+size]))
		t = t[n+size:]
	}
	return Text(out.String())
}

// unquoteASCII returns the bytes that an ASCII text with %XX stands for.
func unquoteASCII(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+3 <= len(s) {
			if b, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				out.WriteByte(byte(b))
				i += 2
				continue
			}
		}
		out.WriteByte(s[i])
	}
	return out.String()
}

// parseInt is Python's int(text), for numbers that fit into an int.
func parseInt(t Text) (int, bool) {
	s := string(t)
	digits := strings.TrimLeft(s, "+-")
	if strings.HasPrefix(digits, "_") || strings.HasSuffix(digits, "_") || strings.Contains(digits, "__") {
		return 0, false
	}
	n, err := strconv.Atoi(strings.ReplaceAll(s, "_", ""))
	return n, err == nil
}

// osError is the exception that Python's open raises for an error of os.ReadFile.
func osError(err error, file Text) *exception {
	var errno syscall.Errno
	switch {
	case strings.Contains(string(file), "\x00"):
		return raise("ValueError", "embedded null byte")
	case !errors.As(err, &errno):
		return raise("OSError", "%s", reason(err))
	}
	class := "OSError"
	switch errno {
	case syscall.ENOENT:
		class = "FileNotFoundError"
	case syscall.EISDIR:
		class = "IsADirectoryError"
	case syscall.ENOTDIR:
		class = "NotADirectoryError"
	case syscall.EACCES, syscall.EPERM:
		class = "PermissionError"
	}
	text := errno.Error()
	text = strings.ToUpper(text[:1]) + text[1:]
	return raise(class, "[Errno %d] %s: %s", int(errno), text, repr(file))
}
