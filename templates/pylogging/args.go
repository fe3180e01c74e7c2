package pylogging

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/syslog"
)

// outputReader reads where a handler writes.
type outputReader struct {
	*reader
	section string
	class   string
	args    []any
	kwargs  map[string]any
	names   []string // of the parameters
	failed  bool
}

// parameters are those of the classes that there are.
func parameters() map[string][]string {
	return map[string][]string{
		"NullHandler":        {"level"},
		"StreamHandler":      {"stream"},
		"FileHandler":        {"filename", "mode", "encoding", "delay", "errors"},
		"WatchedFileHandler": {"filename", "mode", "encoding", "delay", "errors"},
		"RotatingFileHandler": {
			"filename", "mode", "maxBytes", "backupCount", "encoding", "delay", "errors",
		},
		"TimedRotatingFileHandler": {
			"filename", "when", "interval", "backupCount", "encoding", "delay", "utc", "atTime", "errors",
		},
		"SysLogHandler": {"address", "facility", "socktype"},
		"SMTPHandler":   {"mailhost", "fromaddr", "toaddrs", "subject", "credentials", "secure", "timeout"},
	}
}

// classes are their names.
func classes() string {
	return "StreamHandler, FileHandler, WatchedFileHandler, RotatingFileHandler, TimedRotatingFileHandler, SysLogHandler, SMTPHandler and NullHandler"
}

// read returns nil if there is no such output in Go, or the section is wrong,
// which is a problem then.
func (o *outputReader) read() Output {
	class := o.required(o.section, "class")
	o.class = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(class), "logging."), "handlers.")
	o.names = parameters()[o.class]
	if o.names == nil {
		o.lose("class", "there are "+classes(), "%s is of Python, and lines of this handler are lost", class)
		return nil
	}
	if !o.readArgs() {
		return nil
	}
	out := o.output()
	if o.failed {
		return nil
	}
	return out
}

// lose tells why lines are lost.
func (o *outputReader) lose(key, hint, format string, args ...any) {
	o.failed = true
	if class := o.class; class != "" {
		o.warn(o.section, key, hint, format, args...)
	}
}

// readArgs reads args and kwargs.
func (o *outputReader) readArgs() bool {
	const hint = "write texts, numbers, True, False and None, as in: args = ('%(here)s/app.log', 'a')"
	text, _ := o.value(o.section, "args")
	value, err := parseLiteral(text)
	if err != nil {
		o.lose("args", hint, "args is no tuple of literals, and lines of this handler are lost: nothing is evaluated")
		return false
	}
	list, ok := value.([]any)
	if !ok && text != "" {
		o.fail(o.section, "args", "args is no tuple of literals, in brackets and with commas")
		return false
	}
	o.args = list
	text, _ = o.value(o.section, "kwargs")
	if value, err = parseLiteral(text); err != nil {
		o.lose("kwargs", hint, "kwargs is no dict of literals, and lines of this handler are lost: nothing is evaluated")
		return false
	}
	if o.kwargs, ok = value.(map[string]any); !ok && text != "" {
		o.fail(o.section, "kwargs", "kwargs is no dict of literals")
		return false
	}
	return o.checkArgs()
}

// checkArgs reports what Python would not take.
func (o *outputReader) checkArgs() bool {
	if len(o.args) > len(o.names) {
		o.fail(o.section, "args", "args has %d values, and %s takes %d: %s", len(o.args), o.class, len(o.names), strings.Join(o.names, ", "))
		return false
	}
	for name := range o.kwargs {
		switch i := slices.Index(o.names, name); {
		case i < 0:
			o.fail(o.section, "kwargs", "%s takes no %s: it takes %s", o.class, name, strings.Join(o.names, ", "))
			return false
		case i < len(o.args):
			o.fail(o.section, "kwargs", "%s is in args already", name)
			return false
		}
	}
	return true
}

// arg returns an argument by its name, and the key that has it; nil if it is
// not there.
func (o *outputReader) arg(name string) (value any, key string) {
	if v, ok := o.kwargs[name]; ok {
		return v, "kwargs"
	}
	if i := slices.Index(o.names, name); i >= 0 && i < len(o.args) {
		return o.args[i], "args"
	}
	return nil, "args"
}

// wrong reports an argument of a type that Python would not take.
func (o *outputReader) wrong(key, name, is string) {
	o.failed = true
	o.fail(o.section, key, "%s is no %s", name, is)
}

func (o *outputReader) text(name, otherwise string) string {
	switch v, key := o.arg(name); v := v.(type) {
	case nil:
		return otherwise
	case string:
		return v
	default:
		o.wrong(key, name, "text")
	}
	return ""
}

func (o *outputReader) number(name string, otherwise int) int {
	switch v, key := o.arg(name); v := v.(type) {
	case nil:
		return otherwise
	case int:
		return v
	case bool:
		if v {
			return 1
		}
	case float64:
		return int(v)
	default:
		o.wrong(key, name, "number")
	}
	return 0
}

func (o *outputReader) truth(name string) bool {
	switch v, _ := o.arg(name); v := v.(type) {
	case bool:
		return v
	case int:
		return v != 0
	}
	return false
}

// output makes the output of its arguments.
func (o *outputReader) output() Output {
	switch o.class {
	case "NullHandler":
		return Null{}
	case "StreamHandler":
		return o.stream()
	case "SysLogHandler":
		return o.syslog()
	case "SMTPHandler":
		return o.mail()
	}
	o.encoding()
	if v, _ := o.arg("filename"); v == nil {
		o.failed = true
		o.fail(o.section, "args", "args has no name of a file")
		return nil
	}
	path, delay := o.text("filename", ""), o.truth("delay")
	truncate := strings.HasPrefix(o.text("mode", "a"), "w")
	switch o.class {
	case "RotatingFileHandler":
		limit := o.number("maxBytes", 0)
		return RotatingFile{Path: path, Truncate: truncate && limit <= 0, MaxBytes: limit, Backups: o.number("backupCount", 0), Delay: delay}
	case "TimedRotatingFileHandler":
		return o.timed(path, delay)
	}
	return File{Path: path, Truncate: truncate, Watched: o.class == "WatchedFileHandler", Delay: delay}
}

// encoding warns of those that are not Go's.
func (o *outputReader) encoding() {
	name := o.text("encoding", "utf-8")
	if !slices.Contains([]string{"utf8", "utf_8", "ascii", "us_ascii", ""}, strings.ReplaceAll(strings.ToLower(name), "-", "_")) {
		_, key := o.arg("encoding")
		o.warn(o.section, key, "", "the file is written in UTF-8, and not in %s", name)
	}
}

func (o *outputReader) stream() Output {
	switch v, key := o.arg("stream"); v {
	case nil, Name("sys.stderr"), Name("sys.__stderr__"), "ext://sys.stderr":
		return Stderr
	case Name("sys.stdout"), Name("sys.__stdout__"), "ext://sys.stdout":
		return Stdout
	default:
		o.lose(key, "write sys.stderr or sys.stdout", "%v is a stream of Python, and lines of this handler are lost", v)
	}
	return nil
}

func (o *outputReader) timed(path string, delay bool) Output {
	out := TimedFile{Path: path, When: o.text("when", "h"), Interval: o.number("interval", 1), Backups: o.number("backupCount", 0), UTC: o.truth("utc"), Delay: delay}
	if v, key := o.arg("atTime"); v != nil {
		o.warn(o.section, key, "", "atTime has no effect: a file is rotated at midnight")
	}
	if _, err := newSchedule(out.When, out.Interval); err != nil && !o.failed {
		_, key := o.arg("when")
		o.failed = true
		o.fail(o.section, key, "%v", err)
	}
	return out
}

func (o *outputReader) syslog() Output {
	out := Syslog{Addr: "localhost:514", Facility: "user"}
	switch at, key := o.arg("address"); at := at.(type) {
	case nil:
	case string:
		out.Addr = at
	case []any:
		out.Addr = o.hostPort(key, "address", at)
	default:
		o.wrong(key, "address", "path, and no pair of a host and a port")
	}
	facility, key := o.arg("facility")
	if facility != nil {
		word := fmt.Sprint(facility)
		out.Facility = strings.TrimPrefix(strings.ToLower(word[strings.LastIndexByte(word, '.')+1:]), "log_")
		if _, err := syslog.ParseFacility(out.Facility); err != nil {
			o.failed = true
			o.fail(o.section, key, "%v", err)
		}
	}
	kind, _ := o.arg("socktype")
	word := fmt.Sprint(kind)
	out.Stream = word == "1" || strings.HasSuffix(word, "SOCK_STREAM")
	return out
}

// hostPort is the pair of a host and a port.
func (o *outputReader) hostPort(key, name string, pair []any) string {
	if len(pair) != 2 {
		o.wrong(key, name, "pair of a host and a port")
		return ""
	}
	return fmt.Sprintf("%v:%v", pair[0], pair[1])
}

func (o *outputReader) mail() Output {
	out := SMTP{Host: "localhost", From: o.text("fromaddr", ""), Subject: o.text("subject", "")}
	switch at, key := o.arg("mailhost"); at := at.(type) {
	case string:
		out.Host = at
	case []any:
		out.Host = o.hostPort(key, "mailhost", at)
	default:
		o.wrong(key, "mailhost", "host")
	}
	switch to, key := o.arg("toaddrs"); to := to.(type) {
	case string:
		out.To = []string{to}
	case []any:
		for _, one := range to {
			out.To = append(out.To, fmt.Sprint(one))
		}
	default:
		o.wrong(key, "toaddrs", "address")
	}
	switch who, key := o.arg("credentials"); who := who.(type) {
	case nil:
	case []any:
		if len(who) != 2 {
			o.wrong(key, "credentials", "pair of a name and a password")
			return nil
		}
		out.User, out.Password = fmt.Sprint(who[0]), fmt.Sprint(who[1])
	default:
		o.wrong(key, "credentials", "pair of a name and a password")
	}
	secure, _ := o.arg("secure")
	out.StartTLS = secure != nil
	return out
}
