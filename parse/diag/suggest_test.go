package diag_test

import (
	"testing"

	"github.com/pastegen/pastegen/parse/diag"
)

func TestNearest(t *testing.T) {
	tests := []struct {
		name       string
		candidates []string
		want       string
	}{
		{"logipp", []string{"logmethod", "logip"}, "logip"},        // one too many
		{"logp", []string{"logmethod", "logip"}, "logip"},          // one lost
		{"logop", []string{"logmethod", "logip"}, "logip"},         // one changed
		{"lgoip", []string{"logmethod", "logip"}, "logip"},         // two swapped
		{"olgmtehod", []string{"logmethod", "logip"}, "logmethod"}, // twice
		{"LogIP", []string{"logip"}, "logip"},                      // only the case
		{"lOGOP", []string{"logip"}, "logip"},                      // case and one more
		{"pub", []string{"pub0", "pub1"}, "pub0"},                  // equally near: the first
		{"pub", []string{"wub1", "pub1"}, "pub1"},                  // the nearer
		{"pub", []string{"pub"}, ""},                               // the name itself
		{"pub", []string{"pub", "pub0"}, "pub0"},
		{"logging", []string{"logip"}, ""}, // too far
		{"abc", []string{"xyc"}, ""},       // two of three
		{"ab", []string{"ax"}, ""},         // one of two
		{"ab", []string{"abc"}, "abc"},     // one of three
		{"", []string{"abc"}, ""},          // all of three
		{"", nil, ""},
		{"straße", []string{"strasse", "straẞe"}, "straẞe"}, // characters, not bytes
		{"größ", []string{"größe"}, "größe"},
		{"ca", []string{"abc"}, ""},
		{"preserve_hots", []string{"preserve_host", "preserve"}, "preserve_host"},
	}
	for _, tt := range tests {
		if got := diag.Nearest(tt.name, tt.candidates); got != tt.want {
			t.Errorf("Nearest(%q, %q) = %q, want %q", tt.name, tt.candidates, got, tt.want)
		}
	}
}

func TestHasLetters(t *testing.T) {
	for word, want := range map[string]bool{
		"pap": true, "ap": true, "aapp": true, "apps": true, "APP": true, "Papp": true,
		"api": false, "map": false, "apex": false, "ab": false,
	} {
		if got := diag.HasLetters(word, "app"); got != want {
			t.Errorf("%q has the letters of app: %v", word, got)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	if got, want := diag.DidYouMean("logipp", []string{"logip"}), `did you mean "logip"?`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := diag.DidYouMean("logipp", []string{"other"}); got != "" {
		t.Errorf("got %q, want none", got)
	}
}
