package pylogging

import (
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/strftime"
)

// record is a line as Python's logging has it.
type record struct {
	slog.Record
	name  string
	level Level
	attrs []attr
	stack string
	known Fields
}

// Fields are what a record of Python's logging knows of itself, by the names that
// formats have for it: texts, ints and float64s. A line that has them as the value
// of an attribute, whatever its key, shows those that the format names.
type Fields map[string]any

// attr is an attribute of a line, with the groups that it is in before its key.
type attr struct{ key, text string }

// layout is a Formatter that was read.
type layout struct {
	template
	dateFormat string
	started    time.Time
}

// numbers are the fields that are numbers, and texts those that are none.
func numbers() []string {
	return []string{"levelno", "lineno", "msecs", "created", "relativeCreated", "process", "thread"}
}

func texts() []string {
	return []string{
		"name", "message", "levelname", "asctime", "processName", "threadName", "taskName", "pathname", "filename", "module", "funcName", "exc_text", "stack_info",
	}
}

func isNumber(name string) bool { return slices.Contains(numbers(), name) }
func isField(name string) bool  { return isNumber(name) || slices.Contains(texts(), name) }

// format writes a record.
func (l *layout) format(r *record) string {
	var line strings.Builder
	for _, p := range l.template {
		if p.name == "" {
			line.WriteString(p.text)
		} else {
			line.WriteString(p.show(l.field(r, p.name)))
		}
	}
	if r.stack != "" {
		line.WriteString("\n" + strings.TrimRight(r.stack, "\n"))
	}
	return line.String()
}

// field returns what a name stands for: a text, an int or a float64.
func (l *layout) field(r *record, name string) any {
	switch name {
	case "name":
		return r.name
	case "message":
		return r.message()
	case "levelname":
		return r.level.String()
	case "levelno":
		return int(r.level)
	case "asctime":
		if l.dateFormat != "" {
			return string(strftime.Append(nil, r.Time, l.dateFormat))
		}
		return r.Time.Format("2006-01-02 15:04:05,000")
	case "msecs":
		return float64(r.Time.Nanosecond() / 1e6)
	case "created":
		return float64(r.Time.UnixMicro()) / 1e6
	case "relativeCreated":
		return float64(r.Time.Sub(l.started).Microseconds()) / 1000
	}
	return r.rest(name)
}

// rest is what does not depend on the layout.
func (r *record) rest(name string) any {
	if value, ok := r.known[name]; ok {
		return value
	}
	switch name {
	case "process":
		return os.Getpid()
	case "processName":
		return "MainProcess"
	case "thread":
		return 0 // goroutines have no numbers
	case "threadName":
		return "MainThread"
	case "taskName", "exc_text", "stack_info":
		return "None"
	case "pathname", "filename", "module", "lineno", "funcName":
		return r.source(name)
	}
	for _, a := range slices.Backward(r.attrs) {
		if a.key == name {
			return a.text
		}
	}
	return ""
}

// source returns where the line is from.
func (r *record) source(name string) any {
	frame, _ := runtime.CallersFrames([]uintptr{r.PC}).Next()
	base := filepath.Base(frame.File)
	switch name {
	case "pathname":
		return frame.File
	case "filename":
		return base
	case "module":
		return strings.TrimSuffix(base, filepath.Ext(base))
	case "lineno":
		return frame.Line
	}
	return frame.Function[strings.LastIndexByte(frame.Function, '.')+1:]
}

// message is the message with the attributes.
func (r *record) message() string {
	if len(r.attrs) == 0 {
		return r.Message
	}
	var out strings.Builder
	out.WriteString(r.Message)
	for _, a := range r.attrs {
		out.WriteString(" " + a.key + "=" + plain(a.text))
	}
	return out.String()
}
