package statsd

import (
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
	"time"
)

func TestNames(t *testing.T) {
	const uuid, short = "01234567-89ab-CDEF-0123-456789abcdef", "0123456789abcdef0123456789ABCDEF"
	for _, tt := range []struct {
		o          Options
		path, want string
	}{
		{Options{}, "/", "app.GET"},
		{Options{}, "", "app.GET"},
		{Options{}, "/a/b", "app.GET.a.b"},
		{Options{}, "/v2.0/servers", "app.GET.v20.servers"},
		{Options{}, "/a/v2.0", "app.GET.a.v2.0"},
		{Options{}, "/a/" + uuid + "/b", "app.GET.a." + uuid + ".b"},
		{Options{RemoveUUID: true}, "/a/" + uuid + "/b/" + uuid, "app.GET.a.b"},
		{Options{RemoveUUID: true}, "/a/" + uuid, "app.GET.a"},
		{Options{RemoveUUID: true}, "/a/" + short, "app.GET.a." + short},
		{Options{RemoveShortUUID: true}, "/a/" + short + "/b", "app.GET.a.b"},
		{Options{RemoveShortUUID: true}, "/a/" + short + "0/b", "app.GET.a." + short + "0.b"},
		{Options{}, "/a:1|c", "app.GET.a_1_c"},
		{Options{}, "/a%20b", "app.GET.a%20b"},
		{Options{}, "/a b\x7f\n#@", "app.GET.a_b____"},
	} {
		tt.o.Name = "app"
		if got := tt.o.namer()("GET", tt.path); got != tt.want {
			t.Errorf("%+v, %q: %q, want %q", tt.o, tt.path, got, tt.want)
		}
	}
}

func TestPackets(t *testing.T) {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	filter, stop, err := New(Options{Name: "app", StatsHost: conn.LocalAddr().String()})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("GET", "/x", nil)
	r.Pattern = "/p"
	filter(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { time.Sleep(2 * time.Millisecond) })).ServeHTTP(httptest.NewRecorder(), r)
	packet := make([]byte, 1000)
	if err := conn.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	n, _, err := conn.ReadFrom(packet)
	if err != nil || !regexp.MustCompile(`^app\.GET\.p\.x:([2-9]|\d\d+)\.\d{6}\|ms$`).Match(packet[:n]) {
		t.Errorf("%q (%v)", packet[:n], err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestHosts(t *testing.T) {
	for host, ok := range map[string]bool{"127.0.0.1": true, "::1": true, "[::1]": true, "[::1]:1": true, "127.0.0.1:none": false, "host.invalid": false} {
		_, stop, err := New(Options{Name: "app", StatsHost: host})
		if (err == nil) != ok {
			t.Errorf("%q: %v", host, err)
		}
		if err == nil {
			_ = stop()
		}
	}
	if _, _, err := New(Options{StatsHost: "127.0.0.1"}); err == nil {
		t.Error("no name is taken")
	}
}
