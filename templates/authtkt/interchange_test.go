package authtkt

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/cookie"
)

var update = flag.Bool("update", false, "record testdata anew (needs Debian's python3-paste, -repoze.who and -pyramid)")

const recorded = "testdata/tickets.json"

// exchange is a ticket, as this package seals it and as the libraries of Python
// do.
type exchange struct {
	Secret string `json:"secret"`
	User   string `json:"user"`
	Tokens string `json:"tokens"`
	Data   string `json:"data"`
	IP     string `json:"ip"`
	Time   int64  `json:"time"`
	Digest Digest `json:"digest"`

	Sealed string `json:"sealed"` // by this package
	Cookie string `json:"cookie"` // with Sealed

	Paste   *library `json:"paste"`
	Who     *library `json:"who"`
	Pyramid *library `json:"pyramid"`
}

// library is what one library does.
type library struct {
	Made       string `json:"made"`
	Base64     string `json:"base64"`
	Remembered string `json:"remembered"` // a cookie
	Identified string `json:"identified"` // the user of Cookie
	Read       *struct {
		User   string `json:"user"`
		Tokens string `json:"tokens"`
		Data   string `json:"data"`
		Time   int64  `json:"time"`
	} `json:"read"`
}

func (e exchange) sealer() sealer   { return sealer{[]string{e.Secret}, e.Digest} }
func (e exchange) addr() netip.Addr { return netip.MustParseAddr(e.IP) }
func (e exchange) ticket() ticket {
	return ticket{e.User, e.Tokens, e.Data, time.Unix(e.Time, 0)}
}

// exchanges are tickets of all kinds.
func exchanges(t *testing.T) []exchange {
	t.Helper()
	var all []exchange
	for _, digest := range []Digest{MD5, SHA256, SHA512} {
		for i, c := range []exchange{
			{Secret: "sosecret", User: "ann", IP: "127.0.0.1", Time: 1234567890},
			{Secret: "sosecret", User: "ann", IP: "0.0.0.0", Time: 1, Data: "some=data"},
			{Secret: "sösecret", User: "Jörg Müller/x@example.com~!%25", IP: "255.128.200.1", Time: 4294967295},
			{Secret: "x", User: "ann", Tokens: "admin,editor", IP: "10.0.0.255", Time: 1700000000},
			{Secret: "x", User: "ann", Tokens: "a", Data: "user_data|with=more", IP: "10.0.0.255", Time: 1700000000},
			{Secret: "x", User: "a+b c%20d", Tokens: "a", Data: "d", IP: "10.0.0.255", Time: 1700000000},
			{Secret: "x", User: "ann", Tokens: "a", IP: "2001:db8::1", Time: 1700000000},
		} {
			c.Digest, c.Time = digest, c.Time-int64(i)
			text, err := c.sealer().seal(c.ticket(), c.addr())
			if err != nil {
				t.Fatal(err)
			}
			header := http.Header{}
			cookie.Add(header, http.Cookie{Name: "auth_tkt", Value: text})
			c.Sealed, c.Cookie = text, header.Get("Set-Cookie")
			all = append(all, c)
		}
	}
	return all
}

func TestTicketsAreThoseOfPython(t *testing.T) {
	if *update {
		if err := os.WriteFile(recorded, askPython(t), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(recorded)
	if err != nil {
		t.Fatal(err)
	}
	check(t, text)
}

func TestTicketsAreThoseOfLivePython(t *testing.T) {
	if os.Getenv("PASTEGEN_ORACLE") != "1" {
		t.Skip("PASTEGEN_ORACLE=1 runs it; it needs Debian's python3-paste, -repoze.who and -pyramid")
	}
	check(t, askPython(t))
}

func askPython(t *testing.T) []byte {
	t.Helper()
	in, err := json.Marshal(exchanges(t))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("/usr/bin/python3", "testdata/oracle.py")
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func check(t *testing.T, answers []byte) {
	var all []exchange
	if err := json.Unmarshal(answers, &all); err != nil {
		t.Fatal(err)
	}
	ours := exchanges(t)
	if len(all) != len(ours) {
		t.Fatalf("%d answers to %d cases", len(all), len(ours))
	}
	for i, e := range all {
		if e.Sealed != ours[i].Sealed {
			t.Errorf("%s is sealed as %s, was as %s when Python was asked", e.User, ours[i].Sealed, e.Sealed)
		}
		for name, l := range map[string]*library{"Paste": e.Paste, "repoze.who": e.Who, "Pyramid": e.Pyramid} {
			if l == nil {
				continue
			}
			if l.Made != e.Sealed {
				t.Errorf("%s makes %s, this package %s", name, l.Made, e.Sealed)
			}
			if r := l.Read; r == nil || r.User != e.User || r.Tokens != e.Tokens || r.Data != e.Data || r.Time != e.Time {
				t.Errorf("%s reads %+v from %s", name, l.Read, e.Sealed)
			}
			if name != "Paste" && l.Identified != e.User && !strings.Contains(e.Data, "userid_type") {
				t.Errorf("%s takes %s for %s", name, e.Cookie, l.Identified)
			}
			readsPythons(t, name, e, l)
		}
	}
}

// readsPythons checks that this package reads what a library has made.
func readsPythons(t *testing.T, name string, e exchange, l *library) {
	for _, made := range []string{l.Made, `"` + l.Made + `"`, l.Base64} {
		if made == "" {
			continue
		}
		if got, secret := e.sealer().open(made, e.addr()); secret != 0 || got != e.ticket() {
			t.Errorf("%s's %s is %v", name, made, got)
		}
	}
	if l.Remembered == "" {
		return
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Cookie", l.Remembered)
	got, secret := e.sealer().open(cookie.Values(r, "auth_tkt")[0], e.addr())
	if secret != 0 || got.name() != e.User || got.tokens != e.Tokens {
		t.Errorf("%s's cookie %s is %v of %s", name, l.Remembered, got, got.name())
	}
}
