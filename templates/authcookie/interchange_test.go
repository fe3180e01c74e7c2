package authcookie

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/cookie"
)

var update = flag.Bool("update", false, "record testdata anew (needs Debian's python3-paste)")

const recorded = "testdata/cookies.json"

type exchange struct {
	Secret  string      `json:"secret"`
	Timeout int         `json:"timeout"`
	Values  [][2]string `json:"values"`
	Cookie  string      `json:"cookie"`
}

func TestCookiesOfPythonAreRead(t *testing.T) {
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

func TestCookiesOfLivePythonAreRead(t *testing.T) {
	if os.Getenv("PASTEGEN_ORACLE") != "1" {
		t.Skip("PASTEGEN_ORACLE=1 runs it; it needs Debian's python3-paste")
	}
	check(t, askPython(t))
}

func askPython(t *testing.T) []byte {
	t.Helper()
	in, err := json.Marshal([]exchange{
		{Secret: "sosecret", Timeout: 30, Values: [][2]string{{"REMOTE_USER", "ann"}}},
		{Secret: "sösecret", Timeout: 1, Values: [][2]string{{"REMOTE_USER", "Jörg Müller"}, {"REMOTE_SESSION", "0123"}}},
		{Secret: strings.Repeat("long", 40), Timeout: 90, Values: [][2]string{{"REMOTE_USER", `a=b;c"d\e\x3b`}, {"my.key;=", " é\t"}}},
		{Secret: "x", Timeout: 30, Values: [][2]string{{"REMOTE_USER", strings.Repeat("?>~", 300)}}},
	})
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
	now := time.Unix(1700000000, 0)
	for _, e := range all {
		timeout := time.Duration(e.Timeout) * time.Minute
		s := signer{[]string{"new", e.Secret}, timeout}
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Cookie", strings.TrimSuffix(e.Cookie, "; Path=/; secure;"))
		value := cookie.Values(r, "PASTE_AUTH_COOKIE")[0]
		var want []pair
		for _, v := range e.Values {
			want = append(want, pair{v[0], v[1]})
		}
		if got, good := s.open(value, now); !good || !slices.Equal(got, want) {
			t.Errorf("%s is read as %q, %v; want %q", e.Cookie, got, good, want)
		}
		if got, good := s.open(value, now.Add(timeout)); good {
			t.Errorf("%q is good after its time", got)
		}
		if _, good := (signer{[]string{e.Secret}, timeout - time.Minute}).open(value, now); good {
			t.Errorf("%q is good for longer than the timeout", e.Cookie)
		}
		if _, good := (signer{[]string{e.Secret + "x"}, timeout}).open(value, now); good {
			t.Errorf("%q is good with another secret", e.Cookie)
		}
	}
}
