package pylogging

import (
	"io"
	"os"
	"time"

	"github.com/pastegen/pastegen/templates/syslog"
)

// Output is where a Handler writes: a Stream, a File, a RotatingFile, a
// TimedFile, Syslog, SMTP or Null.
type Output interface {
	open() (output, error)
}

// output is an Output that is open. Its methods are called by one goroutine at
// a time.
type output interface {
	emit(line string, level Level, at time.Time) error
	reopen() error
	io.Closer
}

// Stream is a stream of the process.
type Stream string

// The streams.
const (
	Stderr Stream = "stderr"
	Stdout Stream = "stdout"
)

func (s Stream) open() (output, error) {
	if s == Stdout {
		return stream{os.Stdout}, nil
	}
	return stream{os.Stderr}, nil
}

// Null is nowhere.
type Null struct{}

func (Null) open() (output, error) { return stream{io.Discard}, nil }

// stream writes lines one by one.
type stream struct{ to io.Writer }

func (s stream) emit(line string, _ Level, _ time.Time) error {
	_, err := io.WriteString(s.to, line+"\n")
	return err
}

func (stream) reopen() error { return nil }
func (stream) Close() error  { return nil }

// Syslog is a syslog daemon, as of Python's SysLogHandler.
type Syslog struct {
	Addr     string // HOST:PORT, or the path of a socket
	Facility string // a name: user, local0
	Stream   bool   // HOST:PORT is of TCP, and not of UDP
}

func (s Syslog) open() (output, error) {
	address := syslog.Address{Network: "udp", Addr: s.Addr}
	switch {
	case len(s.Addr) > 0 && s.Addr[0] == '/':
		address.Network = ""
	case s.Stream:
		address.Network = "tcp"
	}
	facility, err := syslog.ParseFacility(s.Facility)
	return daemon{syslog.New(address, facility)}, err
}

// daemon is a syslog daemon.
type daemon struct{ *syslog.Writer }

func (d daemon) emit(line string, level Level, _ time.Time) error {
	severity := syslog.Debug
	switch {
	case level >= Critical:
		severity = syslog.Critical
	case level >= Error:
		severity = syslog.Error
	case level >= Warning:
		severity = syslog.Warning
	case level >= Info:
		severity = syslog.Info
	}
	return d.Send(severity, line)
}

func (daemon) reopen() error { return nil }
