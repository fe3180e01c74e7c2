package ratelimit

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/auth"
	"github.com/pastegen/pastegen/templates/peers"
)

func TestRate(t *testing.T) {
	for text, want := range map[string]Rate{
		"10/s": {10, time.Second}, " 100 / minute ": {100, time.Minute}, "1/h": {1, time.Hour}, "7/day": {7, 24 * time.Hour}, "5/10m": {5, 10 * time.Minute},
		"": {}, "10": {}, "/s": {}, "0/s": {}, "-1/s": {}, "1/": {}, "1/0s": {}, "1/-5s": {}, "x/s": {}, "1/fortnight": {}, "2/1ns": {}, "1/s/s": {},
	} {
		var got Rate
		err := got.UnmarshalText([]byte(text))
		if (err == nil) != (want != Rate{}) || err == nil && got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

func FuzzRate(f *testing.F) {
	f.Add("10/s")
	f.Add("9223372036854775807/1h")
	f.Fuzz(func(t *testing.T, text string) {
		var rate Rate
		if rate.UnmarshalText([]byte(text)) == nil && (rate.Requests < 1 || rate.interval() < 1) {
			t.Errorf("%q: %v", text, rate)
		}
	})
}

func TestClients(t *testing.T) {
	c := newClients(100*time.Millisecond, 3, 10)
	now := time.Now()
	ask := func(client string, after, want time.Duration) {
		t.Helper()
		now = now.Add(after)
		if got := c.ask(client, now); got != want {
			t.Errorf("%s waits %v, want %v", client, got, want)
		}
	}
	ask("a", 0, 0)
	ask("a", 0, 0)
	ask("a", 0, 0)
	ask("a", 0, 100*time.Millisecond)
	ask("a", 0, 100*time.Millisecond)
	ask("b", 0, 0)
	ask("a", 40*time.Millisecond, 60*time.Millisecond)
	ask("a", 60*time.Millisecond, 0)
	ask("a", 0, 100*time.Millisecond)
	ask("a", time.Hour, 0)
	ask("a", 0, 0)
	ask("a", 0, 0)
	ask("a", 0, 100*time.Millisecond)
}

// TestMemory has more clients than are remembered.
func TestMemory(t *testing.T) {
	c := newClients(time.Minute, 2, 3)
	now := time.Now()
	for i := range 3 {
		if c.ask(fmt.Sprint(i), now) != 0 {
			t.Error(i)
		}
	}
	refused := 0
	for i := range 100 {
		if c.ask(fmt.Sprint("new", i), now) > 0 {
			refused++
		}
	}
	if refused != 98 || len(c.used) != 3 {
		t.Errorf("%d of 100 clients were refused, %d are remembered", refused, len(c.used))
	}
	if c.ask("0", now) != 0 || c.ask("0", now) == 0 {
		t.Error("one that is remembered suffers or gains")
	}
	now = now.Add(time.Minute + time.Second)
	if c.ask("late", now) != 0 || len(c.used) != 2 {
		t.Errorf("there is room, and %d are remembered", len(c.used))
	}
}

func key(t *testing.T, text string) (k Key) {
	t.Helper()
	if err := k.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return k
}

func TestKey(t *testing.T) {
	proxies := peers.Set{Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}
	for _, tt := range []struct{ key, remote, header, want string }{
		{"address", "1.2.3.4:5", "", "1.2.3.4"},
		{"address", "[::ffff:1.2.3.4]:5", "", "1.2.3.4"},
		{"address", "[2001:db8:1:2:3:4:5:6]:7", "", "2001:db8:1:2::/64"},
		{"address", "[fe80::1%eth0]:7", "", "fe80::/64"},
		{"address", "1.2.3.4:5", "X-Forwarded-For: 5.6.7.8", "1.2.3.4"},
		{"address", "10.0.0.1:5", "X-Forwarded-For: 9.9.9.9, 5.6.7.8, 10.0.0.2", "5.6.7.8"},
		{"address", "10.0.0.1:5", "X-Forwarded-For: nonsense", "10.0.0.1"},
		{"user", "1.2.3.4:5", "", "1.2.3.4"},
		{"user", "1.2.3.4:5", "User: joe", "=joe"},
		{"user", "1.2.3.4:5", "User: 1.2.3.4", "=1.2.3.4"},
		{"header:X-Api-Key", "1.2.3.4:5", "X-Api-Key: k", "=k"},
		{"header:x-api-key", "1.2.3.4:5", "X-Api-Key: k", "=k"},
		{"header:X-Api-Key", "1.2.3.4:5", "", "1.2.3.4"},
		{"cookie:sid", "1.2.3.4:5", "Cookie: a=b; sid=c", "=c"},
		{"cookie:sid", "1.2.3.4:5", "Cookie: a=b", "1.2.3.4"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = tt.remote
		if name, value, _ := strings.Cut(tt.header, ": "); name == "User" {
			r = auth.WithUser(r, value, "basic")
		} else if name != "" {
			r.Header.Set(name, value)
		}
		if got := key(t, tt.key).of(r, proxies); got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
	for _, text := range []string{"", "ip", "header", "header:", "header:a b", "cookie:", "cookie:a=b", "user:x", "address:"} {
		if err := new(Key).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}

func TestFilter(t *testing.T) {
	var logged bytes.Buffer
	filter, err := New(Options{Rate: Rate{2, time.Hour}, MaxClients: 10, TrustedProxy: peers.Set{All: true}}, slog.New(slog.NewTextHandler(&logged, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(logged.String(), "trusted_proxy = *") {
		t.Errorf("the log is %q", &logged)
	}
	h := filter(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for i, want := range []int{200, 200, 429} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		if w.Code != want {
			t.Errorf("%d: %d", i, w.Code)
		}
		if after := w.Header().Get("Retry-After"); (want == 429) != (after == "1800") {
			t.Errorf("%d: Retry-After %q", i, after)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, o := range []Options{
		{Rate: Rate{1, 1}, MaxClients: 0}, {Rate: Rate{1, 1}, MaxClients: 1, Burst: -1},
		{Rate: Rate{1, 24 * time.Hour}, MaxClients: 1, Burst: 1 << 40},
	} {
		if filter, err := New(o, slog.Default()); err == nil || filter != nil {
			t.Errorf("%+v: no error", o)
		}
	}
}
