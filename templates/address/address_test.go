package address

import (
	"errors"
	"slices"
	"testing"

	"github.com/pastegen/pastegen/templates/setting"
)

func TestHostPort(t *testing.T) {
	for _, c := range []struct {
		host Host
		port Port
		want string // with "h" and "1" for what is not given; "! " and the error
	}{
		{"", "", "h:1"},
		{"127.0.0.1", "80", "127.0.0.1:80"},
		{"127.0.0.1:81", "81", "127.0.0.1:81"},
		{"127.0.0.1:81", "80", "! host has another port"},
		{"::1", "81", "[::1]:81"},
		{"[::1]", "", "[::1]:1"},
		{"[::1]:82", "", "[::1]:82"},
		{"*", "080", ":80"},
		{"a b", "", `! bad host "a b"`},
		{"/x", "", `! bad host "/x"`},
		{"8000", "80", `! bad host "8000"`},
		{"127.0.1", "", `! bad host "127.0.1"`},
		{"h:x", "", `! port "x" is not a number from 0 to 65535`},
		{"", "65536", `! port "65536" is not a number from 0 to 65535`},
		{"", "-1", `! port "-1" is not a number from 0 to 65535`},
	} {
		got, err := HostPort(c.host, c.port, "h", "1")
		if err != nil {
			got = "! " + err.Error()
		}
		if got != c.want {
			t.Errorf("%q, %q: %s, want %s", c.host, c.port, got, c.want)
		}
	}
}

func TestPlace(t *testing.T) {
	for text, want := range map[string]string{
		" *:80 ": ":80", "[::1]:81": "[::1]:81", "localhost": "localhost:9", "unix:/run/x.sock": "unix:/run/x.sock", ":9": ":9",
		"h:http": `! port "http" is not a number from 0 to 65535`, "a b:1": `! bad host "a b"`,
		"8000": `! "8000" is only a number`, "::1:80": `! "::1:80" is an IPv6 address without brackets`, "unix:": `! "unix:" names no socket`,
		`["127.0.0.1:80"]`: `! "[\"127.0.0.1:80\"]" is written as a list of Python is`, "fd://3": "fd://3", "http://h": `! "http://h" is a URL`,
		"/run/x.sock": `! "/run/x.sock" is a path`, "127.0.0.1:80;127.0.0.1:81": `! "127.0.0.1:80;127.0.0.1:81" is several addresses`, "8000:80": `! "8000:80" has a bad host`,
	} {
		var a Place
		err := a.UnmarshalText([]byte(text))
		got := ""
		if err == nil {
			got, err = a.On("9")
		}
		if err != nil {
			got = "! " + err.Error()
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// TestTexts: what cannot be listened on is no host and no port, and is kept as
// it is written otherwise.
func TestTexts(t *testing.T) {
	for text, well := range map[string]bool{"": true, " h ": true, "h:1": true, "h:x": false, "a b": false,
		"[::1]": true, "::1": true, "*": true, "[::1": false, "::1]": false, "[h": false, "0": false, "127.1": false, "h:1:2": false, "/x": false} {
		if err := new(Host).UnmarshalText([]byte(text)); (err == nil) != well {
			t.Errorf("host %q: %v", text, err)
		}
	}
	for text, want := range map[string]Port{"0": "0", " 080 ": "80", "65535": "65535"} {
		var p Port
		if err := p.UnmarshalText([]byte(text)); err != nil || p != want {
			t.Errorf("port %q: %q, %v", text, p, err)
		}
	}
	for _, text := range []string{"", "x", "65536", "+1"} {
		if err := new(Port).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("port %q", text)
		}
	}
}

func TestAll(t *testing.T) {
	if got, err := All("listen", []Place{"h", "*:1"}, "80"); err != nil || !slices.Equal(got, []string{"h:80", ":1"}) {
		t.Error(got, err)
	}
	var said *setting.Error
	if got, err := All("listen", nil, "80"); !errors.As(err, &said) || said.Key != "listen" || got != nil {
		t.Errorf("none: %q, %v", got, err)
	}
	if got, err := All("listen", []Place{"h", "a b"}, "80"); err == nil || got != nil {
		t.Errorf("a bad one: %q", got)
	}
}
