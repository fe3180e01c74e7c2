package words

import "testing"

func TestNormal(t *testing.T) {
	for in, want := range map[string]string{
		"MyHome_USE": "myhomeuse", "max-age": "maxage", "cookie.name": "cookiename", "ÄÖ": "äö",
	} {
		if got := Normal(in); got != want {
			t.Errorf("Normal(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWritten(t *testing.T) {
	for in, want := range map[string]string{
		"timeout": "timeout", "MaxAge": "max_age", "siteURL": "site_url", "HTTPServer": "http_server",
		"Cookie.Name": "cookie.name", "max_age": "max_age", "A": "a", "": "",
	} {
		if got := Written(in); got != want {
			t.Errorf("Written(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestArticle(t *testing.T) {
	for word, want := range map[string]string{"app": "an app", "filter": "a filter", "server": "a server"} {
		if got := Article(word); got != want {
			t.Errorf("%q: %q", word, got)
		}
	}
}
