package convert

import (
	"net/mail"
	"slices"
	"testing"
)

func TestAddresses(t *testing.T) {
	for text, want := range map[string][]string{
		"":                                    nil,
		" , \n ,":                             nil,
		"a@x":                                 {"a@x"},
		"a@x b@y":                             {"a@x", "b@y"},
		" a@x,b@y , c@z ":                     {"a@x", "b@y", "c@z"},
		"Ann B <a@x>":                         {"Ann B <a@x>"},
		"Ann <a@x>\n  Bob <b@y>":              {"Ann <a@x>", "Bob <b@y>"},
		`"B, Ann" <a@x>, Bob <b@y>`:           {`"B, Ann" <a@x>`, "Bob <b@y>"},
		`"a \", b" <a@x>, b@y`:                {`"a \", b" <a@x>`, "b@y"},
		`Ann (one, two (three, four)) <a@x>,`: {"Ann (one, two (three, four)) <a@x>"},
		`Ann (\), x) <a@x>, b@y`:              {`Ann (\), x) <a@x>`, "b@y"},
		"Ann <a@x,b@y>":                       {"Ann <a@x,b@y>"},
		"a@x <b@y>":                           {"a@x <b@y>"},
		`"`:                                   {`"`},
		"é@x ü@y":                             {"é@x", "ü@y"},
	} {
		var got []string
		for _, at := range Addresses(text) {
			got = append(got, text[at[0]:at[1]])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestAsAddresses(t *testing.T) {
	got, err := AsAddresses(AsAddress)(`"B, Ann" <a@x.example>, b@y.example`)
	if err != nil || len(got) != 2 || *got[0] != (mail.Address{Name: "B, Ann", Address: "a@x.example"}) || got[1].Address != "b@y.example" {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := AsAddresses(AsAddress)("a@x.example, ann"); err == nil {
		t.Error("ann is no address")
	}
}

// FuzzAddresses: what stands between the items is commas and white space, and a
// list that net/mail reads has the items that it reads.
func FuzzAddresses(f *testing.F) {
	for _, text := range []string{`"B, Ann" <a@x>, b@y`, "a@x b@y", "(", `"\`, "a (,) <b@c>,d@e", "=?utf-8?q?=C3=A9?= <a@b>"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		var items []string
		for _, item := range Addresses(text) {
			if item[0] < at || item[1] <= item[0] || item[1] > len(text) {
				t.Fatalf("%q: %v", text, item)
			}
			at = item[1]
			items = append(items, text[item[0]:item[1]])
		}
		list, err := mail.ParseAddressList(text)
		if err != nil || slices.ContainsFunc(items, isGroup) {
			return
		}
		if len(list) != len(items) {
			t.Errorf("%q has %v, not %q", text, list, items)
		}
	})
}

// isGroup reports whether net/mail might read a group of several addresses.
func isGroup(item string) bool { return slices.Contains([]byte(item), ':') }
