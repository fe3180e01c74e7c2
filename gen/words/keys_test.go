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

func TestName(t *testing.T) {
	for key, want := range map[string]string{"Max_Age": "maxage", "a.B": "ab", ".A": ".A", "A.": "A.", "A..B": "A..B"} {
		if got := Name(key); got != want {
			t.Errorf("Name(%q) = %q, want %q", key, got, want)
		}
	}
}

// TestCutAny: the first of the names that the key begins with is cut off.
func TestCutAny(t *testing.T) {
	for _, c := range []struct {
		key, rest string
		ok        bool
	}{
		{"creds.alice", "alice", true}, {"users.bob", "bob", true}, {"others.x", "", false}, {"creds", "", false},
	} {
		if rest, ok := CutAny(c.key, []string{"creds", "users"}); rest != c.rest || ok != c.ok {
			t.Errorf("CutAny(%q) = %q, %v", c.key, rest, ok)
		}
	}
}

func TestIsNumber(t *testing.T) {
	for name, want := range map[string]bool{"0": true, "12": true, "2147483647": true, "2147483648": false, "-1": false, "": false, "x": false} {
		if IsNumber(name) != want || !want && name != "2147483648" && Number(name) != 0 {
			t.Errorf("%q is a number: %v", name, !want)
		}
	}
	if Number("12") != 12 {
		t.Error("12 is another number")
	}
}
