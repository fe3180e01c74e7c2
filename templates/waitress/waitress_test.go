package waitress

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/address"
	"github.com/pastegen/pastegen/templates/behind"
	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/serve"
)

func TestAddrs(t *testing.T) {
	for _, c := range []struct {
		options Options
		want    string
	}{
		{Options{}, "[0.0.0.0:8080] <nil>"},
		{Options{Port: "6543"}, "[0.0.0.0:6543] <nil>"},
		{Options{Listen: []address.Place{"*:80", "[::1]:81", "localhost:0", "h"}}, "[:80 [::1]:81 localhost:0 h:8080] <nil>"},
		{Options{UnixSocket: "/run/app.sock"}, "[unix:/run/app.sock] <nil>"},
		{Options{Listen: []address.Place{"*:80"}, Port: "80"}, `[] "listen" excludes "port"`},
		{Options{Listen: []address.Place{"*:80"}, UnixSocket: "x"}, `[] "listen" excludes "unix_socket"`},
		{Options{UnixSocket: "x", Host: "h"}, `[] "unix_socket" excludes "host"`},
		{Options{Listen: []address.Place{}}, `[] no address in "listen"`},
		{Options{Host: "h:x"}, `[] port "x" is not a number from 0 to 65535`},
	} {
		server, err := New(c.options)
		if got := fmt.Sprint(server.Addrs, " ", err); got != c.want {
			t.Errorf("%+v: %s, want %s", c.options, got, c.want)
		}
		if (c.options.Validate() == nil) != (err == nil) {
			t.Errorf("%+v: Validate says %v, New %v", c.options, c.options.Validate(), err)
		}
	}
}

func TestSettings(t *testing.T) {
	var everybody peers.Set
	if err := everybody.UnmarshalText([]byte("*")); err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{})
	if err != nil || s.Limits.Header != 256<<10 || s.Limits.Body != 1<<30 || s.Limits.Connections != 0 || s.Listen.Mode != 0o600 || s.Proxies.Clear || s.Proxies.Scheme != "" {
		t.Errorf("without keys: %+v, %v", s, err)
	}
	s, err = New(Options{
		ConnectionLimit: "7", ChannelTimeout: "3", MaxRequestBodySize: "0", MaxRequestHeaderSize: "9", Backlog: "5", Ipv6: "off", UnixSocketPerms: "0660",
		TrustedProxy: everybody, TrustedProxyCount: "2", UrlScheme: "https", UrlPrefix: "a/b/", Ident: "me", ExposeTracebacks: true, ServerName: "n", LogUntrustedProxyHeaders: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	limits := serve.Limits{Header: 9, Body: serve.None, Connections: 7, Idle: 3 * time.Second, BodyStall: 3 * time.Second, Take: 3 * time.Second}
	if s.Limits != limits {
		t.Errorf("%+v, want %+v", s.Limits, limits)
	}
	want := behind.Options{Trusted: everybody, Count: 2, Headers: []string{"X-Forwarded-Proto"}, Clear: true, Log: true, Scheme: "https", Prefix: "/a/b", Name: "n"}
	if !reflect.DeepEqual(s.Proxies, want) || s.Ident != "me" || !s.Tracebacks || s.Listen.Backlog != 5 || s.Listen.Family != 4 || s.Listen.Mode != 0o660 {
		t.Errorf("%+v", s)
	}
}

// TestProxiesOfDefaults: of a proxy that is trusted, no more is believed than
// its own word for the scheme.
func TestProxiesOfDefaults(t *testing.T) {
	everybody := peers.Set{All: true}
	for _, tt := range []struct {
		o    Options
		want behind.Options
	}{
		{Options{}, behind.Options{}},
		{Options{UrlScheme: "http", UrlPrefix: "/"}, behind.Options{}},
		{Options{ClearUntrustedProxyHeaders: "on", LogUntrustedProxyHeaders: true}, behind.Options{Clear: true, Log: true}},
		{Options{TrustedProxy: everybody}, behind.Options{Trusted: everybody, Count: 1, Headers: []string{"X-Forwarded-Proto"}, Clear: true}},
	} {
		if got := tt.o.proxies(); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%+v, want %+v", got, tt.want)
		}
	}
}

func TestWhatDoesNotGoTogether(t *testing.T) {
	for _, o := range []Options{
		{Sockets: "x"}, {Ipv4: "off", Ipv6: "off"}, {TrustedProxyCount: "1"}, {TrustedProxyHeaders: Headers{"Forwarded"}},
		{TrustedProxy: peers.Set{All: true}, TrustedProxyCount: "0"},
		{LogUntrustedProxyHeaders: true}, {TrustedProxy: peers.Set{All: true}, ClearUntrustedProxyHeaders: "off", LogUntrustedProxyHeaders: true},
	} {
		if o.Validate() == nil {
			t.Errorf("%+v is taken", o)
		}
	}
	if err := (Options{TrustedProxy: peers.Set{All: true}, TrustedProxyCount: "1", TrustedProxyHeaders: Headers{"Forwarded"}, Ipv4: "off", LogUntrustedProxyHeaders: true}).Validate(); err != nil {
		t.Error(err)
	}
}

func TestTexts(t *testing.T) {
	for text, want := range map[string]string{
		"x-forwarded-for X_Forwarded_Proto": "[X-Forwarded-For X-Forwarded-Proto]", "forwarded": "[Forwarded]", "forwarded, x-forwarded-by": "", "x-real-ip": "",
	} {
		var h Headers
		if err := h.UnmarshalText([]byte(text)); (err != nil) != (want == "") || err == nil && fmt.Sprint(h) != want {
			t.Errorf("%q: %v, %v", text, h, err)
		}
	}
	for text, ok := range map[string]bool{"http": true, " https ": true, "HTTPS": false, "": false} {
		var s Scheme
		if err := s.UnmarshalText([]byte(text)); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
}
