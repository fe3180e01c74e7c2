package serve

import (
	"errors"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/accesslog"
)

// lifeOptions are those of what a program does beside answering requests.
func lifeOptions() []option {
	return []option{
		{"access-log", "where a line is written for each request: a `file`, - for the standard output, stderr, or syslog: with the address of a daemon", "nowhere", func(s *Server, text string) error {
			s.Access.To = []string{text}
			return accesslog.Check(text)
		}},
		{"access-log-format", "what the line has: common, combined, json, or a `format` of gunicorn, Apache or uWSGI", "combined", func(s *Server, text string) error {
			return s.Access.Format.UnmarshalText([]byte(text))
		}},
		{"pid-file", "a `file` that has the number of the process", "none", text(func(s *Server) *string { return &s.Life.PIDFile })},
		{"drain-delay", "`time` for which requests are taken after the first signal, while the program says that it is not ready", "0s", func(s *Server, text string) error {
			d, err := time.ParseDuration(text)
			if err != nil {
				d, err = time.ParseDuration(text + "s")
			}
			if err != nil || d < 0 {
				return errors.New("a time is a number of seconds, or 500ms, or 2m")
			}
			s.Life.DrainDelay = d
			return nil
		}},
		{"touch-reload", "`files` whose change makes the program reload, with commas between them", "none", func(s *Server, text string) error {
			s.Life.Touch = strings.FieldsFunc(text, func(r rune) bool { return r == ',' })
			return nil
		}},
		{"stats", "an `address` at which whoever connects gets what uWSGI's stats server shows, in JSON", "none", func(s *Server, text string) error {
			s.Life.Stats = text
			return checkAddr("-stats", text)
		}},
		{"master-fifo", "a named `pipe` by which letters say what to do, as r to reload", "none", text(func(s *Server) *string { return &s.Life.FIFO })},
	}
}
