package who

import (
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/authbasic"
	"github.com/pastegen/pastegen/templates/internal/oracle"
)

const ini = `[pipeline:main]
pipeline = RULES app

[app:app]
use = call:oracle:make_app

[filter:basic]
use = egg:Paste#auth_basic
realm = the back room
authfunc = oracle:check

[filter:rule]
use = egg:repoze.who#authenticated

[filter:off]
use = egg:repoze.who#authenticated
enabled =
`

func TestAuthenticatedAsRepoze(t *testing.T) {
	basic, err := authbasic.New(authbasic.Options{Realm: "the back room", AuthFunc: oracle.Check})
	if err != nil {
		t.Fatal(err)
	}
	app := oracle.App("app")
	on, off := Authenticated(Options{Enabled: true}), Authenticated(Options{})
	oracle.Compare(t, "alone", strings.Replace(ini, "RULES", "rule", 1), on(app), cases(), align)
	oracle.Compare(t, "behind-basic", strings.Replace(ini, "RULES", "basic rule", 1), basic(on(app)), cases(), align)
	oracle.Compare(t, "off", strings.Replace(ini, "RULES", "off", 1), off(app), cases(), align)
}

// align takes out what the pages of a 401 say, which repoze.who's has nothing of.
func align(got, want *oracle.Answer) {
	for _, a := range []*oracle.Answer{got, want} {
		if a.Status == 401 {
			a.Headers, a.Body = nil, ""
		}
	}
}

func cases() (all []oracle.Case) {
	for _, method := range []string{"GET", "HEAD", "POST", "OPTIONS"} {
		for _, header := range []string{"", "\nAuthorization: Basic YW5uOmFubi1zZWNyZXQ=", "\nAuthorization: Basic YW5uOndyb25n"} {
			all = append(all, oracle.Case{Request: method + " /x?y=z" + header, Answers: map[string]oracle.Order{"*": {Body: "in ", Echo: true, Headers: [][2]string{{"Content-Type", "text/plain"}}}}})
		}
	}
	return all
}
