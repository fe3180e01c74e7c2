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
		"Cookie.Name": "cookie.name", "myID": "my_id", "AB": "ab", "ABc": "a_bc", "IDs": "ids", "AllowedIPs": "allowed_ips", "URLsFor": "urls_for", "IDs.XY": "ids.xy", "ABsc": "a_bsc", "AsIs": "as_is", "aBC": "a_bc", "aB": "a_b", "A_B": "a_b", "max_age": "max_age", "A": "a", "": "",
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

func TestCutLast(t *testing.T) {
	for _, tt := range [][3]string{{"a.b.c", "a.b", "c"}, {"a", "", "a"}, {".a", "", "a"}, {"a.", "a", ""}} {
		before, after := CutLast(tt[0], ".")
		if before != tt[1] || after != tt[2] || LastName(tt[0]) != tt[2] {
			t.Errorf("%q is cut into %q and %q", tt[0], before, after)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0 bytes", 1: "1 byte", 2: "2 bytes"} {
		if got := Count(n, "byte"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestList(t *testing.T) {
	for _, tt := range []struct {
		names []string
		want  string
	}{
		{nil, ""}, {[]string{"a"}, `"a"`}, {[]string{"a", "b"}, `"a" or "b"`}, {[]string{"a", "b", "c"}, `"a", "b" or "c"`},
	} {
		if got := List(tt.names, "or"); got != tt.want {
			t.Errorf("%s, want %s", got, tt.want)
		}
	}
}

func TestSentence(t *testing.T) {
	if got, want := Sentence(" One\n two. Three. "), "One two. Three"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
