package accesslog

import (
	"fmt"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/strftime"
)

// gunicornAtom returns what a name of gunicorn's stands for, and whether that
// is a number; nil for none.
func gunicornAtom(name string) (a atom, number bool) {
	if field, ok := strings.CutPrefix(name, "{"); ok {
		field, kind, _ := strings.Cut(field, "}")
		switch {
		case field == "":
		case kind == "i":
			return received(field), false
		case kind == "o":
			return sent(field), false
		case kind == "e":
			return environment(field), false
		}
		return nil, false
	}
	switch name {
	case "h":
		return addr, false
	case "l":
		return dash, false
	case "u":
		return user, false
	case "t":
		return begun, false
	case "r":
		return requestLine, false
	case "s":
		return status, false
	case "m":
		return method, false
	case "U":
		return path, false
	case "q":
		return query, false
	case "H":
		return proto, false
	case "b":
		return size, false
	case "B":
		return size, true
	case "f":
		return received("Referer"), false
	case "a":
		return received("User-Agent"), false
	case "T":
		return took(time.Second), true
	case "M":
		return took(time.Millisecond), true
	case "D":
		return took(time.Microsecond), true
	case "L":
		return seconds, false
	case "p":
		return pidInBrackets, false
	}
	return nil, false
}

// pidInBrackets is how gunicorn shows the process.
func pidInBrackets(line []byte, e *Entry) []byte {
	return append(pid()(append(line, '<'), e), '>')
}

// apacheAtom returns what a directive of Apache's stands for.
func apacheAtom(directive, argument string) (atom, error) {
	switch directive {
	case "i", "o", "e", "C":
		if argument == "" {
			return nil, fmt.Errorf("%%%s needs a name: %%{NAME}%s", directive, directive)
		}
		return map[string]func(string) atom{"i": received, "o": sent, "e": environment, "C": cookie}[directive](argument), nil
	case "t":
		return apacheTime(argument)
	case "T":
		return apacheTook(argument)
	case "p":
		return apachePort(argument)
	case "P":
		if argument != "" && argument != "pid" {
			return nil, fmt.Errorf("%%{%s}P shows nothing: there is one process, and no threads with numbers", argument)
		}
		return pid(), nil
	case "h", "a": // also %{c}a, the peer itself
		return addr, nil
	}
	if argument != "" {
		return nil, fmt.Errorf("%%%s takes no {%s}", directive, argument)
	}
	if a := apachePlain(directive); a != nil {
		return a, nil
	}
	return nil, fmt.Errorf("%%%s is no directive of Apache's that can be shown here, as %%h, %%>s and %%{Referer}i are", directive)
}

// apachePlain returns what a directive without an argument stands for; nil if
// it is none.
func apachePlain(directive string) atom {
	switch directive {
	case "A":
		return localAddr
	case "B":
		return size
	case "b":
		return sizeOrDash
	case "O":
		return size // headers are not counted
	case "D":
		return took(time.Microsecond)
	case "H":
		return proto
	case "l", "L":
		return dash
	case "m":
		return method
	case "q":
		return queryMarked
	case "r":
		return requestLine
	case "s":
		return status
	case "u":
		return user
	case "U":
		return path
	case "v", "V":
		return serverName
	}
	return nil
}

// apacheTime returns what %t with a format stands for.
func apacheTime(format string) (atom, error) {
	format = strings.TrimPrefix(format, "begin:")
	format, atEnd := strings.CutPrefix(format, "end:")
	var show func(line []byte, at time.Time) []byte
	switch format {
	case "":
		show = func(line []byte, at time.Time) []byte { return append(at.AppendFormat(append(line, '['), clf), ']') }
	case "sec":
		show = func(line []byte, at time.Time) []byte { return fmt.Appendf(line, "%d", at.Unix()) }
	case "msec":
		show = func(line []byte, at time.Time) []byte { return fmt.Appendf(line, "%d", at.UnixMilli()) }
	case "usec":
		show = func(line []byte, at time.Time) []byte { return fmt.Appendf(line, "%d", at.UnixMicro()) }
	case "msec_frac":
		show = func(line []byte, at time.Time) []byte { return fmt.Appendf(line, "%03d", at.Nanosecond()/1e6) }
	case "usec_frac":
		show = func(line []byte, at time.Time) []byte { return fmt.Appendf(line, "%06d", at.Nanosecond()/1e3) }
	default:
		if err := strftime.Check(format); err != nil {
			return nil, err
		}
		show = func(line []byte, at time.Time) []byte { return strftime.Append(line, at, format) }
	}
	return func(line []byte, e *Entry) []byte {
		if atEnd {
			return show(line, e.Begin.Add(e.Took))
		}
		return show(line, e.Begin)
	}, nil
}

func apacheTook(unit string) (atom, error) {
	switch unit {
	case "", "s":
		return took(time.Second), nil
	case "ms":
		return took(time.Millisecond), nil
	case "us":
		return took(time.Microsecond), nil
	}
	return nil, fmt.Errorf("%%{%s}T is in no unit: they are s, ms and us", unit)
}

func apachePort(which string) (atom, error) {
	switch which {
	case "", "canonical":
		return serverPort, nil
	case "local":
		return localPort, nil
	case "remote":
		return remotePort, nil
	}
	return nil, fmt.Errorf("%%{%s}p is no port: they are canonical, local and remote", which)
}

// uwsgiAtom returns what a name of uWSGI's stands for; nil if it is none.
func uwsgiAtom(name string) (atom, error) {
	if variable, ok := strings.CutPrefix(name, "var."); ok {
		return environment(variable), nil
	}
	switch name {
	case "uri":
		return uri, nil
	case "method":
		return method, nil
	case "user":
		return user, nil
	case "addr":
		return addr, nil
	case "host":
		return received("Host"), nil
	case "proto":
		return proto, nil
	case "uagent":
		return received("User-Agent"), nil
	case "referer":
		return received("Referer"), nil
	case "status":
		return status, nil
	case "rsize", "size":
		return size, nil // headers are not counted
	case "cl":
		return contentLength, nil
	case "headers":
		return headerCount, nil
	case "pid":
		return pid(), nil
	case "micros":
		return took(time.Microsecond), nil
	case "msecs":
		return took(time.Millisecond), nil
	case "secs":
		return seconds, nil
	case "time", "epoch":
		return since(time.Second), nil
	case "tmsecs":
		return since(time.Millisecond), nil
	case "tmicros":
		return since(time.Microsecond), nil
	case "ctime":
		return formatted("%c"), nil
	case "ltime", "ftime":
		return formatted("%d/%b/%Y:%H:%M:%S %z"), nil
	case "core", "wid", "switches", "hsize", "vars", "pktsize", "modifier1", "modifier2", "rssM", "vszM", "metric", "rerr", "werr", "ioerr", "via":
		return nil, fmt.Errorf("%%(%s) of uWSGI is not known here: there is one process without workers and cores, and headers are not counted", name)
	}
	return nil, nil
}

// formatted returns an atom for the time of the request.
func formatted(format string) atom {
	return func(line []byte, e *Entry) []byte { return strftime.Append(line, e.Begin, format) }
}

func headerCount(line []byte, e *Entry) []byte {
	return fmt.Appendf(line, "%d", len(e.Answer.Header()))
}
