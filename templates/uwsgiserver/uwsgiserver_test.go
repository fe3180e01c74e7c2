package uwsgiserver

import (
	"crypto/tls"
	"encoding"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/accesslog"
	"github.com/pastegen/pastegen/templates/serve"
	"github.com/pastegen/pastegen/templates/setting"
)

func TestTexts(t *testing.T) {
	for _, tt := range []struct {
		to         encoding.TextUnmarshaler
		text, want string
	}{
		{new(Address), ":80", ":80"}, {new(Address), "127.0.0.1:80", "127.0.0.1:80"}, {new(Address), "/run/x", "unix:/run/x"}, {new(Address), "x.sock", "unix:x.sock"},
		{new(Address), "@x", "unix:@x"}, {new(Address), "./a:b", "unix:./a:b"}, {new(Address), "fd://3", "fd://3"}, {new(Address), "80:80:80", "error"}, {new(Address), "", "error"},
		{new(Secured), ":443,c,k", ":443,c,k"}, {new(Secured), "/x,c,k,HIGH,!ca", "unix:/x,c,k,HIGH,!ca"}, {new(Secured), ":443,c", "error"}, {new(Secured), ":443,c,k,RC4", "error"}, {new(Secured), "x:y,c,k", "error"},
		{new(SocketMode), "true", "0666"}, {new(SocketMode), "660", "0660"}, {new(SocketMode), "x", "error"},
		{new(Logger), "file:/var/log/x", "/var/log/x"}, {new(Logger), "app  file:x", "x"}, {new(Logger), "stdio", "stderr"}, {new(Logger), "one stdio:", "stderr"},
		{new(Logger), "syslog:me,local0", "syslog:unix:///dev/log?facility=local0&ident=me"}, {new(Logger), "syslog", "syslog:unix:///dev/log?facility=&ident="}, {new(Logger), "syslog:me,nobody", "error"},
		{new(Logger), "file:", "error"}, {new(Logger), "", "error"}, {new(Logger), "rsyslog:127.0.0.1:514", "error"}, {new(Logger), "x", "error"},
		{new(Mounts), "/s=/my files\n /t=/x", "[{/s /my files} {/t /x}]"}, {new(Mounts), "/s=/a\nx", "error"}, {new(Variables), "A=b c\n\nD=e, f\n", "[A=b c D=e, f]"}, {new(Variables), "A=b\nc", "error"},
		{new(Loggers), "app file:/a b\nstdio", "[/a b stderr]"}, {new(Loggers), "file:x\ny", "error"}, {new(Loggers), "", "[]"},
		{new(Mount), "/s=/srv=x", "{/s /srv=x}"}, {new(Mount), "s=/srv", "error"}, {new(Mount), "/s", "error"}, {new(Mount), "/s=", "error"},
	} {
		err := tt.to.UnmarshalText([]byte(tt.text))
		got := fmt.Sprint(reflect.ValueOf(tt.to).Elem())
		if err != nil {
			got = "error"
		}
		if got != tt.want {
			t.Errorf("%T %q: %s (%v), want %s", tt.to, tt.text, got, err, tt.want)
		}
	}
}

func TestSettings(t *testing.T) {
	s, err := New(Options{HTTPSocket: []Address{":80"}})
	if err != nil || s.Limits != (serve.Limits{Header: 4096}) || strings.Join(s.Addrs, " ") != ":80" || s.Serve != nil || s.Beside != nil || s.Around != nil {
		t.Errorf("%+v, %v", s, err)
	}
	s, err = New(Options{HTTP: []Address{":80"}, HTTPS: []Secured{":443,c,k,ECDHE-RSA-AES128-GCM-SHA256,!ca"}, HTTPToHTTPS: []Address{":81"}, Harakiri: "5", LimitPost: "9", SocketTimeout: "3",
		HTTPKeepalive: "7", ChmodSocket: "0660", ChownSocket: "u:g", UID: "a", GID: "b", Umask: "022", Listen: "4", ReusePort: "on", WorkerReloadMercy: "2", Chdir: "/d", Env: []setting.Variable{"A=b"},
		FastCGISocket: []Address{"unix:/x"}, ProxyProtocol: "on"})
	if err != nil {
		t.Fatal(err)
	}
	limits := serve.Limits{Header: 4096, Body: 9, Request: 5 * time.Second, HeaderTime: 3 * time.Second, BodyStall: 3 * time.Second, Take: 3 * time.Second, Idle: 7 * time.Second, Shutdown: 2 * time.Second}
	if s.Limits != limits || fmt.Sprint(s.Addrs, s.Plain, s.Redirect) != "[:443] [:80] [:81]" || s.Beside == nil || s.Serve != nil {
		t.Errorf("%+v", s)
	}
	if s.TLS.Cert != "c" || s.TLS.Key != "k" || s.TLS.ClientCAs != "ca" || s.TLS.Clients != tls.RequireAndVerifyClientCert || len(s.TLS.Ciphers) != 1 {
		t.Errorf("%+v", s.TLS)
	}
	if s.Listen.Mode != 0o660 || s.Listen.Owner != "u" || s.Listen.Group != "g" || s.Listen.Backlog != 4 || !s.Listen.ReusePort || s.Process.User != "a" || s.Process.Group != "b" ||
		*s.Umask != 0o22 || s.Dir != "/d" || s.Env[0] != "A=b" || s.ProxyProtocol.All || s.ProxyProtocol.None() {
		t.Errorf("%+v", s)
	}
	s, _ = New(Options{HTTP: []Address{":80"}, Logto: "-", Pidfile: "p", TouchReload: []string{"t"}, TouchLogreopen: []string{"l"}, MasterFIFO: "f"})
	if s.Access.To[0] != "-" || s.Life.PIDFile != "p" || s.Life.Touch[0] != "t" || s.Life.TouchLogs[0] != "l" || s.Life.FIFO != "f" {
		t.Errorf("%+v", s)
	}
	if s, _ = New(Options{LogLevel: "debug"}); s.Log.Level != "debug" || s.Log.Name != "uwsgi" {
		t.Errorf("%+v", s.Log)
	}
	if s, _ = New(Options{HTTP: []Address{":80"}, Logto: "-", DisableLogging: "on"}); len(s.Access.To) != 0 {
		t.Errorf("%+v", s.Access)
	}
	if s, _ = New(Options{}); s.Addrs[0] != "127.0.0.1:8080" || (Options{}).Validate() != nil {
		t.Errorf("without options: %+v", s)
	}
	if s, _ = New(Options{SCGISocket: []Address{":1"}, HTTPKeepalive: "0"}); s.Serve == nil || s.Addrs[0] != ":1" || s.Limits.Idle != serve.None {
		t.Errorf("%+v", s)
	}
}

func TestWhatDoesNotGoTogether(t *testing.T) {
	var format accesslog.Format
	if err := format.UnmarshalText([]byte("%(addr)")); err != nil {
		t.Fatal(err)
	}
	for _, o := range []Options{
		{HTTPS: []Secured{"a", "b"}}, {HTTP: []Address{":80"}, HTTPToHTTPS: []Address{":1"}}, {HTTP: []Address{":80"}, DieOnTerm: "off"},
		{SocketTimeout: "1", HTTPTimeout: "1"}, {WorkerReloadMercy: "1", ReloadMercy: "1"}, {Stats: ":1", StatsServer: ":2"}, {Logto: "a", Logto2: "b"},
		{Pidfile: "a", SafePidfile: "b"}, {LogFormat: format, DisableLogging: "on"}, {Logto: "a", DisableLogging: "on"}, {Logto2: "a", DisableLogging: "on"},
		{ReqLogger: Loggers{"a"}, DisableLogging: "on"}, {LoggerReq: Loggers{"a"}, DisableLogging: "on"},
	} {
		if o.Validate() == nil {
			t.Errorf("%+v is taken", o)
		}
	}
	if err := (Options{
		HTTP: []Address{":80"}, DieOnTerm: "on", HTTPTimeout: "1", ReloadMercy: "1", StatsServer: ":1", Logto2: "a", SafePidfile: "b", LoggerReq: Loggers{"a"},
	}).Validate(); err != nil {
		t.Error(err)
	}
}

func TestFiles(t *testing.T) {
	outside, root := t.TempDir(), t.TempDir()
	for file, text := range map[string]string{filepath.Join(root, "a.txt"): "a", filepath.Join(root, "d", "b.txt"): "b", filepath.Join(outside, "secret"): "secret"} {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(outside, "secret"), filepath.Join(root, "link")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("a.txt", filepath.Join(root, "inside")); err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{HTTP: []Address{":80"}, StaticMap: []Mount{{"/s/", root}, {"/icon", filepath.Join(root, "a.txt")}}, CheckStatic: []string{filepath.Join(root, "d")}})
	if err != nil {
		t.Fatal(err)
	}
	h := s.Around(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "app") }))
	for target, want := range map[string]string{
		"/s/a.txt": "a", "/s/d/b.txt": "b", "/s/inside": "a", "/icon": "a", "/b.txt": "b", "/s/none": "app", "/s": "app", "/s/d": "app", "/sa.txt": "app",
		"/s/link": "app", "/s/../../etc/passwd": "app", "/s/..%2f..%2fetc%2fpasswd": "app", "/": "app", "/s/a.txt/": "a",
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", target, nil))
		if got := w.Body.String(); got != want {
			t.Errorf("%s: %q, want %q", target, got, want)
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("POST", "/s/a.txt", nil))
	if w.Body.String() != "app" {
		t.Errorf("POST: %q", w.Body)
	}
}

// TestWhereRequestsAreLogged has all options that say so.
func TestWhereRequestsAreLogged(t *testing.T) {
	var format accesslog.Format
	if err := format.UnmarshalText([]byte("%(addr)")); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		options Options
		want    string
		format  bool
	}{
		{Options{}, "", false},
		{Options{LogFormat: format}, "stderr", true},
		{Options{LogFormat: format, DisableLogging: "on"}, "", false},
		{Options{Logto2: "a"}, "a", false},
		{Options{Logto: "a", LogFormat: format, ReqLogger: []Logger{"b"}, LoggerReq: []Logger{"c"}}, "a b c", true},
	} {
		got := tt.options.access()
		if to := strings.Join(got.To, " "); to != tt.want || got.Format.IsZero() == tt.format {
			t.Errorf("%+v: %q, a format: %v", tt.options, to, !got.Format.IsZero())
		}
	}
	s, err := New(Options{StatsServer: ":1", ReloadMercy: "3"})
	if err != nil || s.Life.Stats != ":1" || s.Limits.Shutdown != 3*time.Second {
		t.Errorf("%+v, %v", s, err)
	}
}
