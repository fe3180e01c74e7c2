package pylogging

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/syslog"
)

// output is where a handler writes. Its methods are called by one goroutine at
// a time.
type output interface {
	emit(line string, level int, at time.Time) error
	reopen() error
	io.Closer
}

// arg returns an argument by its place or its name; nil if it is not there.
func (h Handler) arg(i int, name string) any {
	if v, ok := h.Kwargs[name]; ok {
		return v
	}
	if i < len(h.Args) {
		return h.Args[i]
	}
	return nil
}

func (h Handler) number(i int, name string, otherwise int) int {
	if n, ok := h.arg(i, name).(int); ok {
		return n
	}
	return otherwise
}

// open opens what the handler writes to.
func (h Handler) open() (output, error) {
	switch h.Class {
	case "StreamHandler":
		if name, _ := h.arg(0, "stream").(Name); name == "sys.stdout" || name == "ext://sys.stdout" {
			return stream{os.Stdout}, nil
		}
		return stream{os.Stderr}, nil
	case "SysLogHandler":
		return h.openSyslog()
	case "NullHandler":
		return stream{nil}, nil
	}
	path, ok := h.arg(0, "filename").(string)
	if !ok {
		return nil, fmt.Errorf("handler %s: args has no name of a file", h.Name)
	}
	f := &file{path: path, limit: -1}
	mode, _ := h.arg(1, "mode").(string)
	switch h.Class {
	case "RotatingFileHandler":
		f.limit, f.backups = int64(h.number(2, "maxBytes", 0)), h.number(3, "backupCount", 0)
		mode = ""
	case "TimedRotatingFileHandler":
		mode = ""
		when, _ := h.arg(1, "when").(string)
		every, err := newSchedule(when, h.number(2, "interval", 1))
		if err != nil {
			return nil, fmt.Errorf("handler %s: %w", h.Name, err)
		}
		f.schedule, f.backups = every, h.number(3, "backupCount", 0)
	}
	return f, f.open(strings.HasPrefix(mode, "w"))
}

// openSyslog reads the address and the facility.
func (h Handler) openSyslog() (output, error) {
	address := syslog.Address{Network: "udp", Addr: "localhost:514"}
	switch at := h.arg(0, "address").(type) {
	case string:
		address = syslog.Address{Addr: at}
	case []any:
		if len(at) == 2 {
			address.Addr = fmt.Sprintf("%v:%v", at[0], at[1])
		}
	}
	facility := syslog.Facility(1)
	switch f := h.arg(1, "facility").(type) {
	case int:
		facility = syslog.Facility(f)
	case string, Name:
		word := fmt.Sprint(f)
		var err error
		if facility, err = syslog.ParseFacility(word[strings.LastIndexByte(word, '.')+1:]); err != nil {
			return nil, fmt.Errorf("handler %s: %w", h.Name, err)
		}
	}
	if name, _ := h.arg(2, "socktype").(Name); name == "socket.SOCK_STREAM" && address.Network == "udp" {
		address.Network = "tcp"
	}
	return daemon{syslog.New(address, facility)}, nil
}

// stream is a stream of the process; nil for none.
type stream struct{ to io.Writer }

func (s stream) emit(line string, _ int, _ time.Time) error {
	if s.to == nil {
		return nil
	}
	_, err := io.WriteString(s.to, line+"\n")
	return err
}

func (stream) reopen() error { return nil }
func (stream) Close() error  { return nil }

// daemon is a syslog daemon.
type daemon struct{ *syslog.Writer }

func (d daemon) emit(line string, level int, _ time.Time) error {
	severity := syslog.Debug
	switch {
	case level >= 50:
		severity = syslog.Critical
	case level >= 40:
		severity = syslog.Error
	case level >= 30:
		severity = syslog.Warning
	case level >= 20:
		severity = syslog.Info
	}
	return d.Send(severity, line)
}

func (daemon) reopen() error { return nil }

// file is a file, which may be rotated.
type file struct {
	*os.File
	path    string
	size    int64
	limit   int64 // bytes; 0 and less for any number
	backups int

	schedule schedule
	next     time.Time // when it is rotated next; the zero time for never
}

// open opens the file, anew if truncate is true.
func (f *file) open(truncate bool) error {
	flags := os.O_WRONLY | os.O_APPEND | os.O_CREATE
	if truncate {
		flags |= os.O_TRUNC
	}
	opened, err := os.OpenFile(f.path, flags, 0o644)
	if err != nil {
		return err
	}
	info, err := opened.Stat()
	if err != nil {
		return errors.Join(err, opened.Close())
	}
	if f.File != nil {
		f.File.Close()
	}
	f.File, f.size = opened, info.Size()
	if f.schedule.every > 0 && f.next.IsZero() {
		since := time.Now()
		if f.size > 0 {
			since = info.ModTime()
		}
		f.next = f.schedule.after(since)
	}
	return nil
}

func (f *file) reopen() error { return f.open(false) }

func (f *file) emit(line string, _ int, at time.Time) error {
	line += "\n"
	var err error
	switch {
	case f.limit > 0 && f.size > 0 && f.size+int64(len(line)) >= f.limit:
		err = f.rotateBySize()
	case !f.next.IsZero() && !at.Before(f.next):
		err = f.rotateByTime(at)
	}
	n, writeErr := io.WriteString(f.File, line)
	f.size += int64(n)
	return errors.Join(err, writeErr)
}

// rotateBySize renames the file to FILE.1, that to FILE.2, and so on.
func (f *file) rotateBySize() error {
	if f.backups == 0 {
		return f.open(true)
	}
	for i := f.backups - 1; i > 0; i-- {
		_ = os.Rename(f.path+"."+strconv.Itoa(i), f.path+"."+strconv.Itoa(i+1)) // there may be none yet
	}
	return errors.Join(os.Rename(f.path, f.path+".1"), f.open(false))
}
