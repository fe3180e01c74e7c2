package beaker

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"reflect"
	"testing"

	"github.com/pastegen/pastegen/templates/cookie"
)

var update = flag.Bool("update", false, "record testdata anew (needs Debian's python3-beaker, -pycryptodome and -cryptography)")

const recorded = "testdata/sessions.json"

// exchange is a session and an id, in cookies of this package and of Beaker.
type exchange struct {
	ValidateKey string         `json:"validate_key"`
	EncryptKey  string         `json:"encrypt_key"`
	CryptoType  CryptoType     `json:"crypto_type"`
	NonceBits   int            `json:"encrypt_nonce_bits"`
	Values      map[string]any `json:"values"`
	ID          string         `json:"id"`

	Sealed   string `json:"sealed"` // by this package
	SignedID string `json:"signed_id"`

	Made   string         `json:"made"` // by Beaker
	MadeID string         `json:"made_id"`
	Read   map[string]any `json:"read"` // of Sealed
	ReadID string         `json:"read_id"`
	IsNew  bool           `json:"is_new"`
}

func (e exchange) options() Options {
	return options(inCookie, func(o *Options) {
		o.ValidateKey, o.CryptoType, o.EncryptNonceBits = e.ValidateKey, e.CryptoType, e.NonceBits
		if e.EncryptKey != "" {
			o.EncryptKey = e.EncryptKey
		}
	})
}

func exchanges(t *testing.T) []exchange {
	t.Helper()
	values := map[string]any{"user": "Jörg \"x\" <é>", "n": 3, "f": 3.0, "half": -0.5, "list": []any{1, "a", nil, true}, "map": map[string]any{"x": 1.5}}
	all := []exchange{
		{ValidateKey: "vkéy", CryptoType: Default},
		{ValidateKey: "vkey", EncryptKey: "ekey", CryptoType: Default},
		{ValidateKey: "vkey", EncryptKey: "ekey", CryptoType: Pycrypto, NonceBits: 48},
		{ValidateKey: "vkey", EncryptKey: "a-longer-key-for-encryption,-of-more-than-one-block-of-SHA-1's-64-bytes", CryptoType: Cryptography},
	}
	for i := range all {
		e := &all[i]
		if e.NonceBits == 0 {
			e.NonceBits = 128
		}
		e.Values, e.ID = values, fmt.Sprintf("%032x", i)
		e.SignedID = "b=" + sign(e.ValidateKey, e.ID)
		_, e.Sealed = serve(t, e.options()).ask("", func(_ http.ResponseWriter, v visitor) {
			for key, value := range values {
				v.Set(key, value)
			}
		})
	}
	return all
}

func TestSessionsAreThoseOfBeaker(t *testing.T) {
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

func TestSessionsAreThoseOfLiveBeaker(t *testing.T) {
	if os.Getenv("PASTEGEN_ORACLE") != "1" {
		t.Skip("PASTEGEN_ORACLE=1 runs it; it needs Debian's python3-beaker, -pycryptodome and -cryptography")
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
	for i, e := range all {
		if !reflect.DeepEqual(e.Read, e.Values) || e.IsNew || e.ReadID != e.ID {
			t.Errorf("%d: Beaker reads %v and %q from %s and %s", i, e.Read, e.ReadID, e.Sealed, e.SignedID)
		}
		if e.MadeID != "b="+sign(e.ValidateKey, e.ID) {
			t.Errorf("%d: Beaker signs %s", i, e.MadeID)
		}
		for name, made := range map[string]string{"Beaker's": e.Made, "an own": e.Sealed} {
			s := serve(t, e.options())
			body, _ := s.ask(made, func(_ http.ResponseWriter, v visitor) {
				for _, key := range v.Keys() {
					if got, want := fmt.Sprint(v.Get(key)), fmt.Sprint(e.Values[key]); got != want {
						t.Errorf("%d: %s is %s, not %s", i, key, got, want)
					}
				}
				if len(v.Keys()) != len(e.Values) || v.IsNew() || v.Get("half") != -0.5 || v.Get("n") != 3 {
					t.Errorf("%d: %s %s has %v", i, name, made, v.Keys())
				}
			})
			if body != "" || s.log.Len() != 0 {
				t.Errorf("%d: %s %s: %s", i, name, made, &s.log)
			}
		}
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Cookie", e.MadeID)
		if id, n := unsign([]string{e.ValidateKey}, cookie.Values(r, "b")[0]); id != e.ID || n != 0 {
			t.Errorf("%d: the id of %s is %q", i, e.MadeID, id)
		}
	}
}
