package parse

import (
	"errors"
	"fmt"
	"strings"
	"syscall"

	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/pytext"
	"github.com/pastegen/pastegen/templates/secret"
)

// exception is what Paste Deploy raises, in Python's words.
type exception struct {
	class, message string
	shown          string // the message without secrets
}

// quoted is Python's repr of a text in a message, where people are shown less
// of it.
type quoted struct {
	text, shown Text
	none        bool // it is None
}

// quotedValue quotes the value of a setting.
func quotedValue(s conf.Setting) quoted { return quoted{text: s.Value, shown: s.Masked()} }

// quotedOption quotes an option as it is written.
func quotedOption(o conf.Option) quoted { return quoted{text: o.Text, shown: o.Shown()} }

func (q quoted) String() string {
	if q.none {
		return "None"
	}
	return pytext.Repr(q.text)
}

// raise returns an exception. Its message is formatted as by fmt, with a quoted
// as its whole text.
func raise(class, format string, args ...any) *exception {
	e := &exception{class: class, message: fmt.Sprintf(format, args...)}
	for i, arg := range args {
		if q, ok := arg.(quoted); ok {
			q.text = q.shown
			args[i] = q
		}
	}
	e.shown = secret.Redact(fmt.Sprintf(format, args...))
	return e
}

// Recursion is the Class of a reference that leads back to itself: Python
// would go on until it raises RecursionError.
const Recursion = "recursion"

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
	return raise(class, "[Errno %d] %s: %s", int(errno), text, pytext.Repr(file))
}
