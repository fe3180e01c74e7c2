package prefix

import (
	"log/slog"
	"testing"

	"github.com/pastegen/pastegen/templates/internal/oracle"
)

const (
	segments = "a prefix ends with a segment"
	lists    = "the last item of a list is the one a trusted proxy has added"
	noHost   = "what is no host, address or scheme is left out"
	brackets = "Paste cuts an address in brackets at its first colon"
)

func TestAsPaste(t *testing.T) {
	for name, c := range map[string]struct {
		keys    string
		options func(o *Options)
	}{
		"plain": {"", func(*Options) {}},
		"below": {"prefix = /p/", func(o *Options) { o.Prefix = "/p" }},
		"off":   {"translate_forwarded_server = no\nprefix = /p", func(o *Options) { o.TranslateForwardedServer, o.Prefix = false, "/p" }},
		"port":  {"force_port = 8088", func(o *Options) { o.ForcePort = port("8088") }},
		"bare":  {"force_port =\nscheme = https", func(o *Options) { o.ForcePort, o.Scheme = port(""), HTTPS }},
	} {
		o := standard(t)
		c.options(&o)
		app := New(o, slog.New(slog.DiscardHandler))(oracle.App("app"))
		ini := "[app:main]\nuse = call:oracle:make_app\nfilter-with = prefix\n\n[filter:prefix]\nuse = egg:PasteDeploy#prefix\n" + c.keys + "\n"
		oracle.Compare(t, name, ini, app, cases(name), nil)
	}
}

func TestAsPasteWithTrustInEverybody(t *testing.T) {
	o := standard(t)
	o.TrustedProxy.All = true
	all := cases("plain")
	for i := range all {
		if all[i].Differs == lists {
			all[i].Differs = ""
		}
	}
	app := New(o, slog.New(slog.DiscardHandler))(oracle.App("app"))
	ini := "[app:main]\nuse = call:oracle:make_app\nfilter-with = prefix\n\n[filter:prefix]\nuse = egg:PasteDeploy#prefix\n"
	oracle.Compare(t, "everybody", ini, app, all, nil)
}

func cases(name string) (all []oracle.Case) {
	add := func(request string, differs map[string]string) {
		all = append(all, oracle.Case{
			Request: request,
			Answers: map[string]oracle.Order{"*": {Echo: true}},
			Differs: differs[name],
		})
	}
	on := func(why string) map[string]string {
		return map[string]string{"plain": why, "below": why, "port": why, "bare": why}
	}
	for _, path := range []string{"/", "/p", "/p/", "/p/x", "/p/x?a=b&c", "/x/p", "/p/p/x", "/p/a%20b", "/%70/x", "/p/;a=b", "/p/%C3%A9"} {
		add("GET "+path, nil)
	}
	add("GET /px", map[string]string{"below": segments, "off": segments})
	add("GET /p//x", nil)
	add("POST /p/x\nContent-Length: 3\nContent-Type: text/plain\n\nabc", nil)
	for _, lines := range []string{
		"X-Forwarded-Server: s.org", "X-Forwarded-Host: h.org", "X-Forwarded-Host: h.org:81", "X-Forwarded-Server: s.org\nX-Forwarded-Host: h.org",
		"X-Forwarded-For: 9.8.7.6", "X-Forwarded-For: 2001:db8::1", "X-Forwarded-Scheme: https", "X-Forwarded-Proto: https",
		"X-Forwarded-Scheme: http\nX-Forwarded-Proto: https",
		"X-Forwarded-For: 9.8.7.6\nX-Forwarded-Host: h.org\nX-Forwarded-Proto: https",
		"Host: a.org:99", "Host: a.org", "Host: A.org",
	} {
		add("GET /p/x\n"+lines, nil)
	}
	for _, lines := range []string{"X-Forwarded-For: 1.1.1.1, 2.2.2.2", "X-Forwarded-For: 1.1.1.1\nX-Forwarded-For: 2.2.2.2"} {
		add("GET /p/x\n"+lines, on(lists))
	}
	add("GET /p/x\nX-Forwarded-Host: a.org, b.org", on(lists))
	add("GET /p/x\nX-Forwarded-For: unknown", on(noHost))
	add("GET /p/x\nX-Forwarded-Host: a/b", on(noHost))
	add("GET /p/x\nX-Forwarded-Proto: ftp", map[string]string{"plain": noHost, "below": noHost, "port": noHost})
	add("GET /p/x\nHost: [::1]:99", map[string]string{"port": brackets, "bare": brackets})
	return all
}
