package listen

import (
	"encoding"
	"errors"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct{ text, port, want string }{
		{"127.0.0.1:8080", "", "127.0.0.1:8080"},
		{":80", "", ":80"}, {"*:80", "", ":80"}, {"*", "8080", ":8080"},
		{"0.0.0.0:0", "", "0.0.0.0:0"}, {"[::]:80", "", "[::]:80"}, {"[::1]:080", "", "[::1]:80"}, {"[::1]", "9", "[::1]:9"},
		{"[fe80::1%eth0]:80", "", "[fe80::1%eth0]:80"},
		{"localhost:6543", "", "localhost:6543"}, {"localhost", "6543", "localhost:6543"}, {"my_host.example:1", "", "my_host.example:1"},
		{"bücher.example:1", "", "bücher.example:1"}, {"1.example:2", "", "1.example:2"}, {"tcp://localhost:80", "", "localhost:80"},
		{"unix:/run/x.sock", "", "unix:/run/x.sock"}, {"unix:x", "", "unix:x"}, {"unix:///run/x", "", "unix:/run/x"}, {"unix:@x", "", "unix:@x"},
		{"fd://3", "", "fd://3"}, {"fd://web", "", "fd://web"}, {"fd://", "", "fd://"}, {"fd://*", "80", "fd://"},
	} {
		got, err := Parse(tt.text, tt.port)
		if err != nil || got.String() != tt.want {
			t.Errorf("%q: %q (%v), want %q", tt.text, got, err, tt.want)
		}
		if again, err := Parse(got.String(), ""); err != nil || again != got {
			t.Errorf("%q: %+v read again is %+v (%v)", tt.text, got, again, err)
		}
	}
}

func TestTextsThatAreNoAddresses(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "is no address",
		"8000":                              "is only a number: a port of all hosts is written with a colon",
		"localhost":                         "has no port",
		"[::1]":                             "has no port",
		"::1:80":                            "is an IPv6 address without brackets",
		"::1":                               "is an IPv6 address without brackets",
		"::":                                "is an IPv6 address without brackets",
		"fe80::1%eth0:80":                   "is an IPv6 address without brackets",
		"2001:db8:0:0:0:0:0:1":              "is an IPv6 address without brackets",
		"127.0.0.1:80:90":                   "has several colons",
		"localhost::80":                     "has several colons",
		"a:80;b:80":                         "is several addresses",
		"127.0.0.1:80,:81":                  "is several addresses",
		"/run/x.sock":                       "is a path: the address of a socket is unix:/run/x.sock",
		"fe80::1:80":                        "is an IPv6 address without brackets",
		`["127.0.0.1:80"]`:                  "is written as a list of Python is",
		`['127.0.0.1:80']`:                  "is written as a list of Python is",
		`("127.0.0.1",80)`:                  "is written as a list of Python is",
		`"127.0.0.1:80"`:                    "is written as a list of Python is",
		"[[::1]]:80":                        "is written as a list of Python is",
		"http://localhost:80/":              "is a URL",
		"fd://a b":                          "names no socket",
		"fd://a:b":                          "names no socket",
		"localhost:http":                    "has a port that is not a number",
		"localhost:":                        "has a port that is not a number",
		"localhost:-1":                      "has a port that is not a number",
		"localhost:65536":                   "has a port that is not a number",
		"localhost:+1":                      "has a port that is not a number",
		"a b:80":                            "has a bad host",
		"a/b:80":                            "has a bad host",
		"%(here)s:80":                       "has a bad host",
		"8000:80":                           "has a bad host",
		"127.0.1:80":                        "has a bad host",
		"256.0.0.1:80":                      "has a bad host",
		"[127.0.0.1]:80":                    "has a bad host",
		"[localhost]:80":                    "has a bad host",
		"[]:80":                             "has a bad host",
		"[127.0.0.1:80]":                    "has no port",
		"[::1]x:80":                         "has no port",
		"unix:":                             "names no socket",
		"unix://":                           "names no socket",
		"unix:@":                            "names no socket",
		"unix:/a\x00b":                      "has a zero byte in it",
		"unix:/" + strings.Repeat("x", 107): "has a path of 108 bytes: a socket's path has 107 at most",
	} {
		got, err := Parse(text, "")
		var misread *Misread
		if !errors.As(err, &misread) || !strings.Contains(err.Error(), want) || misread.Text != text || misread.Hint == "" {
			t.Errorf("%q: %+v, %v, want %s", text, got, err, want)
		}
	}
}

func TestTextOfASetting(t *testing.T) {
	var a Address
	var all Addresses
	var _ encoding.TextUnmarshaler = &all
	if err := a.UnmarshalText([]byte(" [::1]:80\n")); err != nil || a.Host != "::1" || a.Port != "80" {
		t.Errorf("%+v %v", a, err)
	}
	if text, err := a.MarshalText(); string(text) != "[::1]:80" || err != nil {
		t.Errorf("%s %v", text, err)
	}
	if err := all.UnmarshalText([]byte("0.0.0.0:80 [::]:80,\n unix:/x")); err != nil || len(all) != 3 || all[2].Path != "/x" {
		t.Errorf("%+v %v", all, err)
	}
	for _, text := range []string{"", " , ", "localhost:80 8000"} {
		if err := all.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is %+v", text, all)
		}
	}
	if all, err := ParseAll("localhost *", "6543"); err != nil || all[0].String() != "localhost:6543" || all[1].String() != ":6543" {
		t.Errorf("%+v %v", all, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"127.0.0.1:80", "[::1]:80", "*:80", "unix:/x", "tcp://a:1", `["a:1"]`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := Parse(text, "")
		if err != nil {
			return
		}
		if again, err := Parse(a.String(), ""); err != nil || again != a {
			t.Errorf("%q is %+v, and that %+v (%v)", text, a, again, err)
		}
	})
}
