package flup

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/serve"
	"github.com/pastegen/pastegen/templates/setting"
)

func show(s serve.Server, err, invalid error) string {
	if (err == nil) != (invalid == nil) || s.Serve == nil {
		return "Validate does not agree"
	}
	return strings.ReplaceAll(fmt.Sprint(s.Addrs, " ", err), "\n", ", ")
}

func TestFastCGI(t *testing.T) {
	for o, want := range map[FastCGIOptions]string{
		{Host: "127.0.0.1", Port: "9000"}:      "[127.0.0.1:9000] <nil>",
		{Socket: "/run/app.sock"}:              "[unix:/run/app.sock] <nil>",
		{}:                                     "[] needs host and port, or socket",
		{Port: "9000"}:                         "[] needs host and port, or socket",
		{Host: "h"}:                            "[] needs host and port, or socket",
		{Host: "h", Port: "1", Socket: "/run"}: `[unix:/run] "socket" excludes "host", "socket" excludes "port"`,
	} {
		s, err := FastCGI(o)
		if got := show(s, err, o.Validate()); got != want {
			t.Errorf("%+v: %s, want %s", o, got, want)
		}
	}
}

func TestSCGI(t *testing.T) {
	for _, tt := range []struct {
		o    SCGIOptions
		want string
	}{
		{SCGIOptions{}, "[localhost:4000] <nil>"},
		{SCGIOptions{Host: "127.0.0.1", Port: "4001"}, "[127.0.0.1:4001] <nil>"},
		{SCGIOptions{Socket: "/run/app.sock"}, "[unix:/run/app.sock] <nil>"},
		{SCGIOptions{Host: "h", Socket: "/run"}, `[unix:/run] "socket" excludes "host"`},
	} {
		s, err := SCGI(tt.o)
		if got := show(s, err, tt.o.Validate()); got != tt.want {
			t.Errorf("%+v: %s, want %s", tt.o, got, tt.want)
		}
	}
}

func TestLevels(t *testing.T) {
	fast, err := FastCGI(FastCGIOptions{Socket: "/run/s", LogLevel: "debug"})
	if err != nil || fast.Log.Level != "debug" {
		t.Errorf("%+v (%v)", fast.Log, err)
	}
	simple, err := SCGI(SCGIOptions{LogLevel: "warning"})
	if err != nil || simple.Log.Level != "warning" {
		t.Errorf("%+v (%v)", simple.Log, err)
	}
}

func TestWhoMayConnect(t *testing.T) {
	for umask, want := range map[setting.Mode]fs.FileMode{"": 0, "0": 0o777, "077": 0o700, "7": 0o770} {
		if got := (FastCGIOptions{Umask: umask}).behind("unix:/run/s").Listen.Mode; got != want {
			t.Errorf("umask %q: %o, want %o", umask, got, want)
		}
	}
	var listed peers.Set
	if err := listed.UnmarshalText([]byte("192.0.2.0/24")); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		allowed peers.Set
		from    string
		want    bool
	}{{peers.Set{}, "127.0.0.1:1", true}, {peers.Set{}, "192.0.2.1:1", false}, {listed, "192.0.2.1:1", true}, {listed, "127.0.0.1:1", false}} {
		if (SCGIOptions{AllowedServers: tt.allowed}).behind("h:1").Allowed.Contain(peers.Addr(tt.from)) != tt.want {
			t.Errorf("%v of %v: %v", tt.from, tt.allowed, !tt.want)
		}
	}
}
