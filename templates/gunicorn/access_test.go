package gunicorn

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestAccess(t *testing.T) {
	name := filepath.Base(os.Args[0])
	for _, tt := range []struct {
		options Options
		want    []string
	}{
		{Options{}, []string{""}},
		{Options{Accesslog: "-"}, []string{"-"}},
		{Options{Accesslog: "x", Syslog: true}, []string{"x", "syslog:udp://localhost:514?facility=&ident=gunicorn." + name + ".access"}},
		{Options{Syslog: true, SyslogAddr: "unix:///dev/log#dgram", SyslogFacility: "local1", SyslogPrefix: "shop"}, []string{"", "syslog:unix:///dev/log#dgram?facility=local1&ident=gunicorn.shop.access"}},
		{Options{Accesslog: "x", Syslog: true, DisableRedirectAccessToSyslog: true}, []string{"x"}},
	} {
		s, err := New(tt.options)
		if err != nil || !slices.Equal(s.Access.To, tt.want) {
			t.Errorf("%q %v, want %q", s.Access.To, err, tt.want)
		}
		for _, to := range s.Access.To {
			var p = tt.options.Accesslog
			if err := p.UnmarshalText([]byte(to)); err != nil {
				t.Error(err)
			}
		}
	}
	s, err := New(Options{Pidfile: "/run/x"})
	if err != nil || s.Life.PIDFile != "/run/x" {
		t.Error(s.Life, err)
	}
	var addr SyslogAddr
	var facility SyslogFacility
	if addr.UnmarshalText([]byte("localhost")) == nil || facility.UnmarshalText([]byte("users")) == nil {
		t.Error("no error")
	}
}
