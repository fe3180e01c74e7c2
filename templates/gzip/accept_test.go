package gzip

import (
	"strings"
	"testing"
)

// accepts reports whether gzip is to be sent, when there is nothing else.
func accepts(lines []string) bool { return choose(lines, gzipCoding) == 0 }

func TestAccepts(t *testing.T) {
	for text, want := range map[string]bool{
		"":                              false,
		"gzip":                          true,
		"GZip":                          true,
		"x-gzip":                        true,
		"deflate, gzip":                 true,
		"deflate,gzip;q=0.001":          true,
		"gzip;q=1.000":                  true,
		"gzip ; q=0.5":                  true,
		"gzip;Q=0.5":                    true,
		"gzip;q=1.":                     true,
		"gzip;q=0":                      false,
		"gzip;q=0.000":                  false,
		"gzip;q=0, *":                   false,
		"gzip;q=2":                      false,
		"gzip;q=1.001":                  false,
		"gzip;q=0.0001":                 false,
		"gzip;q=-1":                     false,
		"gzip;q=":                       false,
		"gzip;q=.5":                     false,
		"gzip;q=0.+5":                   false,
		"gzip;q":                        false,
		"gzip;level=9":                  false,
		"gzipped":                       false,
		"deflate":                       false,
		"*":                             true,
		"*;q=0":                         false,
		"br, *;q=0.1":                   true,
		"identity":                      false,
		"gzip, identity":                true,
		"gzip;q=0.5, identity":          false,
		"gzip;q=0.5, identity;q=0.6":    false,
		"gzip;q=0.6, identity;q=0.5":    true,
		"identity;q=0, gzip;q=0.1":      true,
		"gzip;q=0.2, x-gzip;q=0.8":      true,
		"br|gzip|zstd":                  false,
		"br\ngzip":                      true,
		"gzip;q=0\nbr":                  false,
		",,gzip,,":                      true,
		"gzip;q=0.5;q=0":                false,
		"\tgzip\t":                      true,
		"deflate;q=1.0, gzip; q = 0.4 ": false,
	} {
		if got := accepts(strings.Split(text, "\n")); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if accepts(nil) {
		t.Error("accepted without a header")
	}
}

func TestChoose(t *testing.T) {
	for text, want := range map[string]int{
		"": -1, "gzip": 0, "deflate": 1, "deflate, gzip": 0, "gzip;q=0.5, deflate": 1, "gzip;q=0.5, deflate;q=0.5": 0, "br, *": 0,
		"gzip;q=0, *": 1, "gzip;q=0.1, *;q=0.2": 1, "*, identity": 0, "*;q=0.5, identity": -1, "br": -1, "zlib": -1,
		"deflate;q=0.4, identity;q=0.4": 1, "gzip;q=0, deflate;q=0, *": -1, "gzip;q=0.3, deflate;q=0.4, identity;q=0.4": 1,
	} {
		if got := choose([]string{text}, gzipCoding, deflateCoding); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

func FuzzAccepts(f *testing.F) {
	for _, text := range []string{"gzip;q=0.5, *;q=0", "br,\tgzip", "gzip;q=1.0000", ";;,,=="} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := accepts([]string{text})
		if got && !strings.Contains(strings.ToLower(text), "gzip") && !strings.Contains(text, "*") {
			t.Errorf("%q is taken for gzip", text)
		}
		if got && accepts([]string{text, "identity"}) != accepts([]string{text + ",identity"}) {
			t.Errorf("%q: one line means another thing than two", text)
		}
		if weight := weightOf(text); weight < absent || weight > 1000 {
			t.Errorf("%q has the weight %d", text, weight)
		}
	})
}
