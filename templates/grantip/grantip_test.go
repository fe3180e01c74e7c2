package grantip

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/auth"
	"github.com/pastegen/pastegen/templates/values"
)

// ask returns the user and the roles that an app behind the filter sees for a
// client.
func ask(t *testing.T, o Options, client, user, tokens string) string {
	t.Helper()
	filter, err := New(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.RemoteAddr = client
	if user != "" {
		r = auth.WithUser(r, user, "basic")
	}
	if tokens != "" {
		r = r.WithContext(values.With(r.Context(), "REMOTE_USER_TOKENS", tokens))
	}
	w := httptest.NewRecorder()
	filter(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s|%s", auth.User(r), auth.Value(r, "REMOTE_USER_TOKENS"))
	})).ServeHTTP(w, r)
	return w.Body.String()
}

func TestGrants(t *testing.T) {
	documented := map[string]string{
		"127.0.0.1":      "-:system",
		"192.168.0.0/24": "-:editor",
		"192.168.0.7":    "joe",
		"192.168.0.10":   "__remove__:-editor",
	}
	other := map[string]string{
		"10/8":                "ann:a, b ,-",
		"10.1":                "bob:c,-a",
		"10.1.2.3<->10.1.2.5": "carl:-",
		"10.1.2.4":            "-:a",
		"10.1.3.3":            "__remove__",
	}
	for _, tt := range []struct {
		grants               map[string]string
		client, user, tokens string
		clobber              bool
		want                 string
	}{
		{documented, "127.0.0.1:80", "", "", false, "|system"},
		{documented, "[::ffff:127.0.0.1]:80", "", "x,,system", false, "|x,system"},
		{documented, "[::1]:80", "zoe", "x", false, "zoe|x"},
		{documented, "192.168.0.7:1", "", "", false, "joe|editor"},
		{documented, "192.168.0.7:1", "zoe", "", false, "zoe|editor"},
		{documented, "192.168.0.7:1", "zoe", "", true, "joe|editor"},
		{documented, "192.168.0.10:1", "zoe", "editor,writer", false, "|writer"},
		{documented, "192.168.0.10:1", "", "", false, "|"},
		{documented, "192.168.1.10:1", "zoe", "x", true, "zoe|x"},
		{documented, "@", "zoe", "x", true, "zoe|x"},
		{other, "10.9.9.9:1", "", "", false, "ann|a,b"},
		{other, "10.1.9.9:1", "", "", false, "bob|c,b"},
		{other, "10.1.2.3:1", "", "", false, "carl|c,b"},
		{other, "10.1.2.5:1", "", "", false, "carl|c,b"},
		{other, "10.1.2.6:1", "", "", false, "bob|c,b"},
		{other, "10.1.2.4:1", "zoe", "", false, "zoe|c,b"},
		{other, "10.1.3.3:1", "", "", true, "|c,b"},
	} {
		o := Options{Grants: tt.grants, ClobberUsername: tt.clobber}
		if got := ask(t, o, tt.client, tt.user, tt.tokens); got != tt.want {
			t.Errorf("%s %q: %q, want %q", tt.client, tt.user, got, tt.want)
		}
	}
}

// TestGrantsOfPastesOwnTests are those of its test_grantip.py.
func TestGrantsOfPastesOwnTests(t *testing.T) {
	o := Options{ClobberUsername: true, Grants: map[string]string{
		"127.0.0.1":                 "-:system",
		"192.168.0.0/16":            "-:worker",
		"192.168.0.5<->192.168.0.8": "bob:editor",
		"192.168.0.8":               "__remove__:-worker",
	}}
	for client, want := range map[string]string{
		"127.0.0.1": "|system", "192.168.15.12": "|worker", "192.168.0.4": "|worker", "192.168.0.5": "bob|editor,worker", "192.168.0.8": "|editor",
	} {
		if got := ask(t, o, client+":1", "", ""); got != want {
			t.Errorf("%s: %q, want %q", client, got, want)
		}
	}
}

func TestIPv6(t *testing.T) {
	o := Options{
		Grants: map[string]string{"localhost": "-:local"},
		IPv6:   map[string]string{"a": "2001:db8::/32 staff:x", "b": "2001:db8::1  boss", "c": "fe80::1<->fe80::9 -:link"},
	}
	for client, want := range map[string]string{
		"[2001:db8::1]:1":     "boss|x",
		"[2001:db8:ffff::]:1": "staff|x",
		"[2001:db9::]:1":      "|",
		"[fe80::9%eth0]:1":    "|link",
		"[fe80::a]:1":         "|",
		"127.0.0.1:1":         "|local",
	} {
		if got := ask(t, o, client, "", ""); got != want {
			t.Errorf("%s: %q, want %q", client, got, want)
		}
	}
}

func TestWhatIsNoGrant(t *testing.T) {
	for _, o := range []Options{
		{Grants: map[string]string{"1.2.3.4.5": "a"}},
		{Grants: map[string]string{"1.2.3.256": "a"}},
		{Grants: map[string]string{"1..3": "a"}},
		{Grants: map[string]string{"10/33": "a"}},
		{Grants: map[string]string{"10/255.0.255.0": "a"}},
		{Grants: map[string]string{"10/x": "a"}},
		{Grants: map[string]string{"no.such.host.invalid": "a"}},
		{Grants: map[string]string{"10.0.0.9<->10.0.0.1": "a"}},
		{Grants: map[string]string{"10.0.0.9<->x y": "a"}},
		{Grants: map[string]string{"10.0.0.9": "-:-"}},
		{Grants: map[string]string{"10.0.0.9": ""}},
		{IPv6: map[string]string{"a": "::1"}},
		{IPv6: map[string]string{"a": "::1<->1.2.3.4 joe"}},
	} {
		if _, err := New(context.Background(), o); err == nil {
			t.Errorf("%v is taken", o)
		}
	}
}

func TestRanges(t *testing.T) {
	for text, want := range map[string]string{
		"1.2.3.4":                    "1.2.3.4 1.2.3.4",
		"192.168":                    "192.168.0.0 192.168.255.255",
		"172.22.163.253<->255":       "172.22.163.253 172.22.163.255",
		"172.22.162.250/24":          "172.22.162.0 172.22.162.255",
		"172.22.162.250/0":           "0.0.0.0 255.255.255.255",
		"172.22.162.250/255.255.0.0": "172.22.0.0 172.22.255.255",
		"1.2.3.4/255.255.255.255":    "1.2.3.4 1.2.3.4",
		"2001:db8::5/32":             "2001:db8:: 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
		"::ffff:1.2.3.4":             "1.2.3.4 1.2.3.4",
	} {
		s, err := parseRange(context.Background(), text)
		if got := s.first.String() + " " + s.last.String(); err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", text, got, err, want)
		}
	}
}

func FuzzParseRange(f *testing.F) {
	for _, seed := range []string{"1.2.3.4", "10/8", "1.2<->3", "::1/64", "10/255.0.0.0", "<->", "/", "..", "1.1.1.1<->"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsFunc(text, func(r rune) bool { return !strings.ContainsRune("0123456789abcdef.:/<->", r) }) {
			return // a host's name is looked up
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		s, err := parseRange(ctx, text)
		if err == nil && (s.last.Less(s.first) || !s.contains(s.first) || !s.contains(s.last)) {
			t.Errorf("%s: %v", text, s)
		}
		if a, bad := netip.ParseAddr(text); err == nil && bad == nil && a.Zone() == "" && a.Unmap() != s.first {
			t.Errorf("%s: %v", text, s)
		}
	})
}
