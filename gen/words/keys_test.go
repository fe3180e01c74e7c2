package words

import (
	"testing"
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
