package gunicorn

import (
	"crypto/tls"
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/address"
	"github.com/pastegen/pastegen/templates/behind"
	"github.com/pastegen/pastegen/templates/certs"
	"github.com/pastegen/pastegen/templates/listen"
	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/serve"
	"github.com/pastegen/pastegen/templates/setting"
)

func TestTexts(t *testing.T) {
	for _, tt := range []struct {
		to         encoding.TextUnmarshaler
		text, want string
	}{
		{new(CertReqs), "ssl.CERT_REQUIRED", "2"}, {new(CertReqs), "1", "1"}, {new(CertReqs), "CERT_NONE", "0"}, {new(CertReqs), "3", "error"},
		{new(SSLVersion), "TLSv1_2", "TLSv1_2"}, {new(SSLVersion), "5", "TLSv1_2"}, {new(SSLVersion), "ssl.PROTOCOL_TLS_SERVER", ""}, {new(SSLVersion), "2", ""},
		{new(SSLVersion), "TLSv1", "error"}, {new(SSLVersion), "SSLv3", "error"}, {new(SSLVersion), "x", "error"}, {new(SSLVersion), "TLSv1_3", "TLSv1_3"},
		{new(Ciphers), "HIGH", "HIGH"}, {new(Ciphers), "RC4", "error"},
		{new(ProxyProtocol), "True", "on"}, {new(ProxyProtocol), "v2", "on"}, {new(ProxyProtocol), "off", "off"}, {new(ProxyProtocol), "v3", "error"},
		{new(Protocols), "h1", "h1"}, {new(Protocols), "h1, h2", ""}, {new(Protocols), "h3", "error"}, {new(Protocols), "spdy", "error"},
		{new(ForwarderHeaders), "script_name,PATH_INFO", "[SCRIPT_NAME PATH_INFO]"}, {new(ForwarderHeaders), "", "[]"}, {new(ForwarderHeaders), "REMOTE_USER", "error"},
		{new(SchemeHeaders), `{'A-B': 'x', "C": "on",}`, "[{A-B x} {C on}]"}, {new(SchemeHeaders), "{}", "[]"}, {new(SchemeHeaders), "{'A'}", "error"},
		{new(SchemeHeaders), "A: b", "error"}, {new(SchemeHeaders), "{'A': b}", "error"}, {new(SchemeHeaders), `{'A': 'b\''}`, "error"},
		{new(Protocol), "http", "http"}, {new(Protocol), "uwsgi", "error"}, {new(Protocol), "x", "error"},
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
	s, err := New(Options{})
	want := serve.Limits{Line: 4094, Fields: 100, Field: 8190, Streams: 100}
	if err != nil || s.Limits != want || !reflect.DeepEqual(s.Proxies.Trusted, peers.Machine()) || len(s.Proxies.Secure) != 3 || !s.ProxyProtocol.None() || s.Umask != nil {
		t.Errorf("without keys: %+v, %v", s, err)
	}
	others := peers.Set{All: true}
	s, err = New(Options{
		Timeout: "5", GracefulTimeout: "0", Keepalive: "0", LimitRequestLine: "0", LimitRequestFields: "99999", LimitRequestFieldSize: "0", Http2MaxConcurrentStreams: "7",
		Backlog: "3", ReusePort: true, Certfile: "c", Keyfile: "k", CaCerts: "a", CertReqs: "2", Ciphers: "ECDHE-RSA-AES128-GCM-SHA256", SslVersion: "TLSv1_2", HttpProtocols: "h1",
		ForwardedAllowIps: others, SecureSchemeHeaders: SchemeHeaders{{Name: "A", Value: "b"}}, ForwarderHeaders: ForwarderHeaders{}, RootPath: "/r/", ProxyProtocol: "on", ProxyAllowIps: others,
		User: "u", Group: "g", Initgroups: true, Umask: "022", Chdir: "/d", RawEnv: []setting.Variable{"A=b"}, Http2Cleartext: "on",
	})
	if err != nil {
		t.Fatal(err)
	}
	want = serve.Limits{Line: serve.None, Fields: 32768, Field: serve.None, Request: 5 * time.Second, Idle: serve.None, Streams: 7, Shutdown: time.Nanosecond}
	if s.Limits != want {
		t.Errorf("%+v, want %+v", s.Limits, want)
	}
	wantTLS := certs.Options{Cert: "c", Key: "k", ClientCAs: "a", Clients: tls.RequireAndVerifyClientCert, Min: tls.VersionTLS12, Max: tls.VersionTLS12,
		Ciphers: []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}, HTTP1: true}
	if !reflect.DeepEqual(s.TLS, wantTLS) {
		t.Errorf("%+v, want %+v", s.TLS, wantTLS)
	}
	if got := (behind.Options{Trusted: others, Secure: []behind.Secure{{Name: "A", Value: "b"}}, Prefix: "/r"}); !reflect.DeepEqual(s.Proxies, got) || !s.ProxyProtocol.All {
		t.Errorf("%+v", s.Proxies)
	}
	if *s.Umask != 0o22 || s.Dir != "/d" || s.Env[0] != "A=b" || s.Process.User != "u" || s.Process.Group != "g" || !s.Process.InitGroups || !s.H2C ||
		!reflect.DeepEqual(s.Listen, listen.Options{Backlog: 3, ReusePort: true}) {
		t.Errorf("%+v", s)
	}
}

func TestEnvironment(t *testing.T) {
	t.Setenv("PORT", "5000")
	t.Setenv("FORWARDED_ALLOW_IPS", "10.0.0.1")
	s, err := New(Options{})
	if err != nil || fmt.Sprint(s.Addrs, s.Proxies.Trusted.Networks) != "[0.0.0.0:5000] [10.0.0.1/32]" {
		t.Errorf("%v %v, %v", s.Addrs, s.Proxies.Trusted, err)
	}
	t.Setenv("FORWARDED_ALLOW_IPS", "x")
	t.Setenv("PORT", "x")
	if _, err := New(Options{}); err == nil {
		t.Error("nonsense is taken")
	}
	if s, err := New(Options{Bind: []address.Place{"h:1"}, ForwardedAllowIps: peers.Set{All: true}}); err != nil || s.Addrs[0] != "h:1" {
		t.Errorf("%v, %v", s.Addrs, err)
	}
}

func TestWhatDoesNotGoTogether(t *testing.T) {
	for _, o := range []Options{{Keyfile: "k"}, {CaCerts: "c"}, {CertReqs: "1"}, {Certfile: "c", CertReqs: "2"}} {
		if o.Validate() == nil {
			t.Errorf("%+v is taken", o)
		}
	}
}

// TestIdle has keys that another one leaves without an effect, or that need one.
func TestIdle(t *testing.T) {
	here := []address.Place{"h:1"}
	for _, o := range []Options{
		{Bind: here, Host: here}, {Bind: here, Port: "1"}, {SyslogAddr: "a"}, {SyslogPrefix: "a"}, {SyslogFacility: "a"}, {DisableRedirectAccessToSyslog: true},
		{ProxyAllowIps: peers.Set{All: true}}, {ProxyAllowIps: peers.Set{All: true}, ProxyProtocol: "off"},
		{StatsdPrefix: "a"}, {DogstatsdTags: "a"}, {EnableBacklogMetric: true}, {Initgroups: true},
	} {
		var idle *setting.Error
		if err := o.Validate(); !errors.As(err, &idle) || !idle.Idle {
			t.Errorf("%+v: %v", o, err)
		}
		if _, err := New(o); err != nil {
			t.Errorf("%+v: %v", o, err)
		}
	}
	all := Options{
		Host: []address.Place{"h"}, Port: "1", Syslog: true, SyslogAddr: "a", SyslogPrefix: "a", SyslogFacility: "a", DisableRedirectAccessToSyslog: true,
		ProxyProtocol: "on", ProxyAllowIps: peers.Set{All: true}, StatsdHost: "a", StatsdPrefix: "a", DogstatsdTags: "a", EnableBacklogMetric: true, Initgroups: true, User: "a",
	}
	if all.Validate() != nil {
		t.Error(all.Validate())
	}
}
