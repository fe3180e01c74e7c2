package urlkey

import (
	"testing"

	"github.com/pastegen/pastegen/parse/pytext"
)

// TestRead has what paste.urlmap makes of keys.
func TestRead(t *testing.T) {
	for text, want := range map[string]Key{
		"":                              {AnyHost: true},
		"/":                             {AnyHost: true},
		"/a":                            {AnyHost: true, Path: "/a"},
		"//a//b//":                      {AnyHost: true, Path: "/a/b"},
		"http://h":                      {Domain: "h"},
		"https://h:80/":                 {Domain: "h:80"},
		"http://h/a/b/":                 {Domain: "h", Path: "/a/b"},
		"http:///a":                     {Path: "/a"},
		"domain h":                      {Domain: "h"},
		"domain h /a":                   {Domain: "h", Path: "/a"},
		"/a domain h":                   {Domain: "h", Path: "/a"},
		"domain h a":                    {Domain: "h", Path: "/a"},
		"port 80 domain h":              {Domain: "h:80"},
		"domain h port 80 /a":           {Domain: "h:80", Path: "/a"},
		"domain domain port port /port": {Domain: "domain:port", Path: "/port"},
	} {
		if got, wrong := Read(pytext.Text(text)); wrong != nil || got != want {
			t.Errorf("%q: %+v, %v, want %+v", text, got, wrong, want)
		}
	}
	for text, want := range map[string]Error{
		"a":                 {"AssertionError", "URL fragments must start with / or http:// (you gave 'a')"},
		"ftp://h":           {"AssertionError", "URL fragments must start with / or http:// (you gave 'ftp://h')"},
		"/a /b":             {"ValueError", "more than one path given (have '/a', got '/b')"},
		"domain":            {"ValueError", "'domain' must be followed with a domain name"},
		"/a port":           {"ValueError", "'port' must be followed with a port number"},
		"domain a domain b": {"ValueError", "'domain' given twice"},
		"domain a domain":   {"ValueError", "'domain' must be followed with a domain name"},
		"port 1 port 2":     {"ValueError", "'port' given twice"},
		"port 80 /a":        {"ValueError", "If you give a port, you must also give a domain"},
	} {
		if got, wrong := Read(pytext.Text(text)); wrong == nil || *wrong != want || got != (Key{}) {
			t.Errorf("%q: %+v, %v, want %v", text, got, wrong, want)
		}
	}
}
