package fill

import (
	"testing"
	"time"
)

func TestCutName(t *testing.T) {
	for _, c := range []struct {
		key, name, rest string
		ok              bool
	}{
		{"creds.alice", "creds", "alice", true},
		{"Basic_Creds.Alice.x", "basicCreds", "Alice.x", true},
		{"a.b.c", "AB", "c", true},
		{"creds", "creds", "", false},
		{"creds.", "creds", "", false},
		{"credsalice", "creds", "", false},
		{".x", "", "", false},
	} {
		rest, ok := cutName(c.key, c.name)
		if rest != c.rest || ok != c.ok {
			t.Errorf("cutName(%q, %q) = %q, %v", c.key, c.name, rest, ok)
		}
	}
}

func TestParseTag(t *testing.T) {
	for in, want := range map[string]tag{
		``:                              {},
		`json:"x"`:                      {},
		`paste:"a"`:                     {key: "a"},
		`paste:",required"`:             {required: true},
		`paste:"a,remain"`:              {key: "a", remain: true},
		`paste:",required,default=1,2"`: {required: true, hasDefault: true, value: "1,2"},
		`paste:"a,default="`:            {key: "a", hasDefault: true},
		`paste:"a,what"`:                {key: "a", unknown: "what"},
		`paste:"a,zero=1,2"`:            {key: "a", zero: "1,2"},
		`paste:",global,octal,secret"`:  {global: ownName, octal: true, secret: true},
		`paste:",global=a|b,ignored"`:   {global: "a|b", ignored: true},
		`paste:",unit=minute"`:          {unit: time.Minute},
		`paste:",unit=week"`:            {unknown: "unit=week"},
		`paste:",required=no"`:          {unknown: "required=no"},
	} {
		if got := parseTag(in); got != want {
			t.Errorf("parseTag(%s) = %+v, want %+v", in, got, want)
		}
	}
}
