package peers

import (
	"math"
	"net/netip"
	"strings"
	"testing"
)

func set(t testing.TB, text string) (s Set) {
	t.Helper()
	if err := s.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestUnmarshalText(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "",
		"1.2.3.4":                      "1.2.3.4/32",
		"1.2.3.4, 10.0.0.0/8\n\t::1 *": "1.2.3.4/32 10.0.0.0/8 ::1/128 *",
		"10.1.2.3/8 2001:db8::1/32":    "10.0.0.0/8 2001:db8::/32",
		"::ffff:1.2.3.4":               "1.2.3.4/32",
		"localhost":                    "error",
		"1.2.3.4/33":                   "error",
		"1.2.3.4:80":                   "error",
		"fe80::1%eth0/10":              "error",
		"* *":                          "*",
	} {
		s := Set{Networks: []netip.Prefix{{}}}
		err := s.UnmarshalText([]byte(text))
		var words []string
		for _, network := range s.Networks {
			words = append(words, network.String())
		}
		if s.All {
			words = append(words, "*")
		}
		if got := strings.Join(words, " "); (err != nil) != (want == "error") || err == nil && got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}

func TestContain(t *testing.T) {
	for _, c := range []struct {
		set, addr string
		want      bool
	}{
		{"", "127.0.0.1", false},
		{"*", "1.2.3.4", true},
		{Local, "127.9.9.9", true},
		{Local, "::1", true},
		{Local, "", true},
		{Local, "10.0.0.1", false},
		{"10.0.0.0/8", "", false},
		{"10.0.0.0/8", "::ffff:10.1.1.1", true},
		{"fe80::/10", "fe80::1%eth0", true},
		{"2001:db8::/32", "2001:db9::1", false},
	} {
		if got := set(t, c.set).Contain(Addr(c.addr)); got != c.want {
			t.Errorf("%q contains %q: %v", c.set, c.addr, got)
		}
	}
}

func TestClient(t *testing.T) {
	for _, c := range []struct {
		set, lines string // lines between |
		want       string
		hops       int
		item       string // of "a, b, c"
	}{
		{Local, "9.8.7.6", "9.8.7.6", 1, "c"},
		{Local, "6.6.6.6, 9.8.7.6", "9.8.7.6", 1, "c"},
		{Local + " 10.0.0.0/8", "6.6.6.6, 9.8.7.6, 10.1.1.1", "9.8.7.6", 2, "b"},
		{Local + " 10.0.0.0/8", "6.6.6.6|9.8.7.6|10.1.1.1", "9.8.7.6", 2, "b"},
		{Local + " 10.0.0.0/8", "10.3.3.3,10.2.2.2,10.1.1.1,10.0.0.9", "10.3.3.3", 4, "a"},
		{Local + " 10.0.0.0/8", "9.8.7.6, unknown, 10.1.1.1", "10.1.1.1", 1, "c"},
		{Local, "unknown", "", 1, "c"},
		{Local, "", "", 1, "c"},
		{"*", "1.1.1.1, 2.2.2.2", "1.1.1.1", math.MaxInt, "a"},
		{"*", "", "", math.MaxInt, "a"},
	} {
		client, hops := set(t, c.set).Client(strings.Split(c.lines, "|"))
		if (client.IsValid() || c.want != "") && client.String() != c.want || hops != c.hops || Item([]string{"a, b", "c"}, hops) != c.item {
			t.Errorf("%q, %q: %v, %d", c.set, c.lines, client, hops)
		}
	}
	if item := Item(nil, 1); item != "" {
		t.Error(item)
	}
}

func TestAddr(t *testing.T) {
	for text, want := range map[string]string{
		"1.2.3.4": "1.2.3.4", "1.2.3.4:5": "1.2.3.4", "::1": "::1", "[::1]": "::1", "[::1]:5": "::1", "::ffff:1.2.3.4": "1.2.3.4",
		"[::ffff:1.2.3.4]:80": "1.2.3.4", "@": "", "": "", "unknown": "", "[::1": "", "::1]": "", "1.2.3": "", "1.2.3.4:": "", "a:1": "",
	} {
		if got := Addr(text); (got.IsValid() || want != "") && got.String() != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func FuzzClient(f *testing.F) {
	f.Add("1.2.3.4, [::1]:5", true)
	f.Add("unknown,,10.0.0.1", false)
	f.Fuzz(func(t *testing.T, text string, all bool) {
		s := set(t, "10.0.0.0/8")
		s.All = all
		client, hops := s.Client([]string{text})
		if client.IsValid() && !strings.Contains(text, "1") && client.Is4() && !strings.ContainsAny(text, "0123456789abcdefABCDEF") {
			t.Errorf("%q has the client %v", text, client)
		}
		if hops < 1 || client.Is4In6() || !strings.Contains(text, Item([]string{text}, hops)) {
			t.Errorf("%q: %v, %d", text, client, hops)
		}
	})
}
