package authbasic

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/internal/oracle"
)

const ini = `[app:main]
use = call:oracle:make_app
filter-with = basic

[filter:basic]
use = egg:Paste#auth_basic
realm = the back room
authfunc = oracle:check
`

func TestAsPaste(t *testing.T) {
	filter, err := New(Options{Realm: "the back room", AuthFunc: oracle.Check})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Compare(t, "basic", ini, filter(oracle.App("app")), cases(), align)
}

// align takes out what Paste's page of a 401 says, and what this adds to the
// challenge.
func align(got, want *oracle.Answer) {
	for _, a := range []*oracle.Answer{got, want} {
		if a.Status == 401 {
			a.Body = ""
			for _, name := range []string{"Content-Type", "Content-Length", "Cache-Control", "X-Content-Type-Options"} {
				delete(a.Headers, name)
			}
		}
		for i, challenge := range a.Headers["Www-Authenticate"] {
			a.Headers["Www-Authenticate"][i] = strings.TrimSuffix(challenge, `, charset="UTF-8"`)
		}
	}
}

func cases() (all []oracle.Case) {
	basic := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	const malformed = "a header that makes no sense is an error of Python"
	for _, tt := range []struct{ header, differs string }{
		{"", ""},
		{"Basic " + basic("ann:ann-secret"), ""},
		{"basic " + basic("ann:ann-secret"), ""},
		{"BASIC " + basic("ann:ann-secret"), ""},
		{"Basic " + basic("ann:wrong"), ""},
		{"Basic " + basic("ann:"), ""},
		{"Basic " + basic("a:b:a-secret"), ""},
		{"Basic " + basic("a b:a b-secret"), ""},
		{"Digest username=\"ann\"", ""},
		{"Bearer abc", ""},
		{"Basic", malformed},
		{"Basic " + basic("ann"), malformed},
		{"Basic abc", malformed},
		{"Basic " + basic("\xff:\xff-secret"), malformed},
		{"Basic " + basic(":-secret"), "a user without a name is nobody"},
	} {
		for _, method := range []string{"GET", "HEAD", "POST"} {
			c := oracle.Case{Request: method + " /x?y=z", Answers: map[string]oracle.Order{"*": {Body: "in ", Echo: true, Headers: [][2]string{{"Content-Type", "text/plain"}}}}}
			if tt.header != "" {
				c.Request += "\nAuthorization: " + tt.header
			}
			if method == "POST" {
				c.Request += "\nContent-Length: 4\n\nbody"
			}
			c.Differs = tt.differs
			all = append(all, c)
		}
	}
	return all
}
