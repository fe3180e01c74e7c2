package logs

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/pastegen/pastegen/templates/identity"
	"github.com/pastegen/pastegen/templates/pylogging"
)

// Log is the log of a program. The zero value is of none, and has no level.
type Log struct {
	slog.Handler
	plain  slog.LevelVar      // of a log without loggers
	python *pylogging.Logging // nil for such a log
	files  []reopener
	end    []func() error
}

// reopener is a log whose files can be opened again, and given to another user.
type reopener interface {
	Reopen() error
	Give(uid, gid int) error
}

// openPlain opens a log as text or JSON.
func (l *Log) openPlain(stderr io.Writer, s Options, format string) error {
	to := stderr
	if s.To != "" && s.To != "-" {
		file, err := openLogFile(s.To, s.Capture)
		if err != nil {
			return err
		}
		l.files, l.end = append(l.files, file), append(l.end, file.Close)
		to = file
	}
	options := &slog.HandlerOptions{Level: &l.plain}
	switch format {
	case "json":
		l.Handler = named{Handler: slog.NewJSONHandler(to, options)}
	case "", "text":
		l.Handler = named{Handler: slog.NewTextHandler(to, options)}
	default:
		return fmt.Errorf("-log-format: %q is neither text nor json", format)
	}
	return nil
}

// openPython opens a log as Python's.
func (l *Log) openPython(c pylogging.Config) (err error) {
	if l.python, err = pylogging.New(c); err != nil {
		return fmt.Errorf("the log: %w", err)
	}
	l.Handler = l.python
	l.files, l.end = append(l.files, l.python), append(l.end, l.python.Close)
	return nil
}

// Has reports whether [loggers] has a logger of that name.
func (l *Log) Has(name string) bool { return l != nil && l.python != nil && l.python.Has(name) }

// Reopen opens the files of the log again.
func (l *Log) Reopen() error {
	var errs []error
	for _, file := range l.files {
		errs = append(errs, file.Reopen())
	}
	return errors.Join(errs...)
}

// Give makes the files that the log has made another user's, who can open them
// again then; -1 leaves user or group as they are.
func (l *Log) Give(uid, gid int) error {
	if l == nil {
		return nil
	}
	var errs []error
	for _, file := range l.files {
		errs = append(errs, file.Give(uid, gid))
	}
	return errors.Join(errs...)
}

// Close ends the log.
func (l *Log) Close() {
	for _, end := range l.end {
		_ = end() // there is no place to tell it
	}
}

// gunicorn's own lines, as its errorlog has them.
const (
	ownFormat = "%(asctime)s [%(process)d] [%(levelname)s] %(message)s"
	ownDates  = "[%Y-%m-%d %H:%M:%S %z]"
)

// addTo adds a logger for the server's own lines, if they have a level or a file
// of their own and the configuration says nothing of them.
func (s Options) addTo(c *pylogging.Config) {
	named := slices.ContainsFunc(c.Loggers, func(l pylogging.Logger) bool { return l.Name == s.Name })
	if named || s.Name == "" || s.Level == "" && s.To == "" {
		return
	}
	own := pylogging.Logger{Name: s.Name}
	if level, err := readLevel(s.Level); err == nil && s.Level != "" {
		own.Level = pylogging.FromSlog(level)
	}
	if s.To != "" {
		handler := pylogging.Handler{Name: s.Name, Formatter: s.Name, To: pylogging.Stderr}
		if s.To != "-" {
			handler.To = pylogging.File{Path: s.To}
		}
		c.Formatters = append(c.Formatters, pylogging.Formatter{Name: s.Name, Format: ownFormat, DateFormat: ownDates})
		c.Handlers = append(c.Handlers, handler)
		own.Handlers, own.Alone = []string{handler.Name}, true
	}
	c.Loggers = append(c.Loggers, own)
}

// logFile is a file for lines.
type logFile struct {
	path    string
	capture bool
	mu      sync.Mutex
	file    *os.File
	made    bool // there was no such file
}

func openLogFile(name string, capture bool) (*logFile, error) {
	path, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	f := &logFile{path: path, capture: capture}
	return f, f.Reopen()
}

// Reopen implements reopener.
func (f *logFile) Reopen() error {
	opened, made, err := identity.Append(f.path)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.capture {
		if err := captureTo(opened); err != nil {
			return errors.Join(err, opened.Close())
		}
	}
	if f.file != nil {
		f.file.Close()
	}
	f.file, f.made = opened, made
	return nil
}

// Give implements reopener.
func (f *logFile) Give(uid, gid int) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.made {
		return nil
	}
	return f.file.Chown(uid, gid)
}

// Write implements io.Writer.
func (f *logFile) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.file.Write(p)
}

// Close implements io.Closer.
func (f *logFile) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.file.Close()
}

// Levels gives a logger a level, "" for that of the logger above, unless the
// level is "?", and returns the levels of all loggers that have one. "root" is
// the root.
func (l *Log) Levels(logger, level string) (map[string]string, error) {
	if level != "?" {
		if err := l.setLevel(logger, level); err != nil {
			return nil, err
		}
	}
	if l.python == nil {
		return map[string]string{"root": pylogging.FromSlog(l.plain.Level()).String()}, nil
	}
	all := map[string]string{}
	for name, level := range l.python.Levels() {
		if name == "" {
			name = "root"
		}
		all[name] = level.String()
	}
	return all, nil
}

func (l *Log) setLevel(logger, text string) error {
	own := strings.TrimPrefix(logger, "root")
	if text == "" && own != "" && l.python != nil {
		l.python.SetLevel(own, pylogging.NotSet)
		return nil
	}
	level, err := readLevel(text)
	switch {
	case err != nil:
		return err
	case l.python != nil:
		l.python.SetLevel(own, pylogging.FromSlog(level))
	case own != "":
		return errors.New("this program has one level for all: loggers have their own where the file has [loggers]")
	default:
		l.plain.Set(level)
	}
	return nil
}
