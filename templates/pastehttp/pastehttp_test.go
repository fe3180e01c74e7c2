package pastehttp

import (
	"fmt"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/serve"
)

func TestAddrs(t *testing.T) {
	for options, want := range map[Options]string{
		{}:                        "[127.0.0.1:8080] <nil>",
		{Host: "0.0.0.0:81"}:      "[0.0.0.0:81] <nil>",
		{Host: "::1", Port: "81"}: "[[::1]:81] <nil>",
		{Port: "9"}:               "[127.0.0.1:9] <nil>",
		{Port: "x"}:               `[] port "x" is not a number from 0 to 65535`,
	} {
		server, err := New(options)
		if got := fmt.Sprint(server.Addrs, " ", err); got != want {
			t.Errorf("%+v: %s, want %s", options, got, want)
		}
		if (options.Validate() == nil) != (err == nil) {
			t.Errorf("%+v: Validate says %v, New %v", options, options.Validate(), err)
		}
	}
}

func TestSettings(t *testing.T) {
	s, err := New(Options{SslPem: "*", SocketTimeout: "2", ServerVersion: "v", ProtocolVersion: "HTTP/1.0", RequestQueueSize: "7"})
	limits := serve.Limits{HeaderTime: 2 * time.Second, Idle: serve.None, BodyStall: 2 * time.Second, Take: 2 * time.Second}
	if err != nil || s.Addrs[0] != "127.0.0.1:4443" || s.TLS.Cert != "*" || s.Limits != limits || s.Ident != "v" || s.Listen.Backlog != 7 {
		t.Errorf("%+v, %v", s, err)
	}
	for text, ok := range map[string]bool{"HTTP/1.1": true, "HTTP/1.0 ": true, "HTTP/2": false, "": false} {
		if err := new(Protocol).UnmarshalText([]byte(text)); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
}
