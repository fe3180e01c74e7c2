package accept

import (
	"strings"
	"testing"
)

func TestHTML(t *testing.T) {
	for text, want := range map[string]bool{
		"":                                  false,
		"text/html":                         true,
		"TEXT/HTML":                         true,
		"application/xhtml+xml":             true,
		"*/*":                               true,
		"text/*":                            true,
		"text/plain":                        false,
		"application/json":                  false,
		"text/html;q=0":                     false,
		"text/html;q=0, */*":                false,
		"text/html;q=0.5, text/plain":       false,
		"text/html;q=0.5, text/plain;q=0.5": true,
		"text/plain, */*;q=0.1":             false,
		"text/html;level=1;q=0.7, text/plain;q=0.6":                       true,
		"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": true,
		"application/json, */*;q=0.1":                                     true,
		"text/html;q=x":                                                   false,
		"text/html;q=NaN":                                                 false,
		"text/html;q=2":                                                   false,
		"image/png\ntext/html":                                            true,
		"text/*;q=0, text/html;q=0.1":                                     true,
		"text/*, text/html;q=0":                                           false,
		"text/*, text/html;q=0.5":                                         false,
		"text/*;q=0, */*":                                                 false,
		"text/html;q=0.5, */*":                                            false,
		"text/html;q=1, text/plain":                                       true,
		"text/html;q=0.2, application/xhtml+xml, text/plain;q=0.5":        true,
	} {
		if got := HTML(strings.Split(text, "\n")); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func FuzzHTML(f *testing.F) {
	f.Add("text/html;q=0.5, */*")
	f.Fuzz(func(t *testing.T, text string) {
		if lower := strings.ToLower(text); HTML([]string{text}) && !strings.Contains(lower, "html") && !strings.Contains(lower, "xhtml+xml") && !strings.Contains(lower, "*") {
			t.Errorf("%q is taken for HTML", text)
		}
		if w := weightOf(text); !(w >= 0 && w <= 1) {
			t.Errorf("%q has the weight %v", text, w)
		}
	})
}
