package pylogging

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/strftime"
)

// record is a line as Python's logging has it.
type record struct {
	slog.Record
	name    string
	level   int
	message string // with the attributes
	stack   string
}

// conversion matches what Python's % replaces.
func conversion() *regexp.Regexp {
	return regexp.MustCompile(`%(?:%|\((\w+)\)([-#0 +]*)(\d*)(?:\.(\d+))?([a-zA-Z]))`)
}

// checkFormat returns an error for a format that Python's % refuses, or that
// has a field which no record has.
func checkFormat(format string) error {
	for _, m := range conversion().FindAllStringSubmatch(format, -1) {
		if m[0] == "%%" {
			continue
		}
		value, ok := field(&record{Record: slog.Record{}}, m[1], "", time.Time{})
		if !ok {
			return fmt.Errorf("%%(%s) is nothing that a record has", m[1])
		}
		_, isText := value.(string)
		if isText && m[5] != "s" && m[5] != "r" || !isText && !strings.Contains("sdif", m[5]) {
			return fmt.Errorf("%q does not show %s", m[0], m[1])
		}
	}
	if rest := conversion().ReplaceAllString(format, ""); strings.Contains(rest, "%") {
		return fmt.Errorf("the format %q has a %% that is no field", format)
	}
	return nil
}

// field returns what a name stands for: a text, an int or a float64.
func field(r *record, name, dateFormat string, started time.Time) (any, bool) {
	switch name {
	case "name":
		return r.name, true
	case "message":
		return r.message, true
	case "levelname":
		return levelName(r.level), true
	case "levelno":
		return r.level, true
	case "asctime":
		return asctime(r.Time, dateFormat), true
	case "msecs":
		return float64(r.Time.Nanosecond() / 1e6), true
	case "created":
		return float64(r.Time.UnixMicro()) / 1e6, true
	case "relativeCreated":
		return float64(r.Time.Sub(started).Microseconds()) / 1000, true
	case "process":
		return os.Getpid(), true
	case "processName":
		return "MainProcess", true
	case "thread":
		return 0, true // goroutines have no numbers
	case "threadName":
		return "MainThread", true
	case "taskName":
		return "None", true
	}
	return source(r, name)
}

// source returns where the line is from.
func source(r *record, name string) (any, bool) {
	frame, _ := runtime.CallersFrames([]uintptr{r.PC}).Next()
	base := filepath.Base(frame.File)
	switch name {
	case "pathname":
		return frame.File, true
	case "filename":
		return base, true
	case "module":
		return strings.TrimSuffix(base, filepath.Ext(base)), true
	case "lineno":
		return frame.Line, true
	case "funcName":
		return frame.Function[strings.LastIndexByte(frame.Function, '.')+1:], true
	}
	return nil, false
}

func asctime(t time.Time, format string) string {
	if format != "" {
		return string(strftime.Append(nil, t, format))
	}
	return t.Format("2006-01-02 15:04:05,000")
}

// levelName is Python's name of a level.
func levelName(level int) string {
	switch level {
	case 10:
		return "DEBUG"
	case 20:
		return "INFO"
	case 30:
		return "WARNING"
	case 40:
		return "ERROR"
	case 50:
		return "CRITICAL"
	}
	return "Level " + strconv.Itoa(level)
}

// format writes a record as a formatter says.
func (f Formatter) format(r *record, started time.Time) string {
	format := f.Format
	if format == "" {
		format = "%(message)s"
	}
	line := conversion().ReplaceAllStringFunc(format, func(text string) string {
		if text == "%%" {
			return "%"
		}
		m := conversion().FindStringSubmatch(text)
		value, ok := field(r, m[1], f.DateFormat, started)
		if !ok {
			return text
		}
		return show(value, m[2], m[3], m[4], m[5])
	})
	if r.stack != "" {
		line += "\n" + strings.TrimRight(r.stack, "\n")
	}
	return line
}

// show writes a value as Python's % does.
func show(value any, flags, width, precision, verb string) string {
	if precision != "" {
		precision = "." + precision
	}
	switch v := value.(type) {
	case float64:
		switch {
		case verb == "d" || verb == "i":
			value, verb, precision = int(v), "d", ""
		case verb == "s":
			value, precision = strconv.FormatFloat(v, 'f', -1, 64), ""
			if v == float64(int(v)) {
				value = strconv.FormatFloat(v, 'f', 1, 64)
			}
		}
	case int:
		switch verb {
		case "s":
			value = strconv.Itoa(v)
		case "f":
			value = float64(v)
		default:
			verb = "d"
		}
	case string:
		if verb == "r" {
			value, verb = "'"+v+"'", "s"
		}
	}
	if verb == "s" {
		flags = strings.ReplaceAll(flags, "0", "") // which pads numbers only
	}
	return fmt.Sprintf("%"+flags+width+precision+verb, value)
}
