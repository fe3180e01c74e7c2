package uwsgi

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/parse/source"
)

// read shows the options of a section and what is wrong with it.
func read(text string) string {
	options, problems := Read(source.New("dir/app.ini", text))
	var out []string
	for _, o := range options {
		out = append(out, o.Key+"="+o.Value.String())
	}
	for _, p := range problems {
		out = append(out, fmt.Sprintf("%s: %s", p.Span.Text(), p.Is))
	}
	return strings.Join(out, "|")
}

func TestRead(t *testing.T) {
	for text, want := range map[string]string{
		"[uwsgi]\nhttp-socket = :80\nhttp-socket=:81\n\n; no\n# no\n  master\r\n[app:main]\nuse = x\n[uwsgi]\npaste=y": "http-socket=:80|http-socket=:81|master=true|paste=y",
		"[uwsgi]\nsocket = %d/x.sock\npaste = config:%p":                                                               "socket=$HERE//x.sock|paste=config:$HERE/app.ini",
		"[uwsgi]\na = %s %n %e %% %x %":                                                                                "a=app.ini app ini % uwsgi %",
		"[uwsgi]\nset = base=/srv\nset-placeholder = n = 1\na=%(base)/%(n)%(a)":                                        "a=/srv/1/srv/1|%(base)/%(n)%(a): the value of a has itself in it",
		"[uwsgi]\na=$(PORT)0$\nb=%(a)":                                                                                 "a=${PORT}0$|b=${PORT}0$",
		"[uwsgi]\na=5%q %":                                                                                             "a=5%q %",
		"[uwsgi]\na=$(1)":                                                                                              "a=|$(1): $( is not followed by the name of a variable and )",
		"[uwsgi]\na=%h":                                                                                                "a=|%h: %h is not known before the server runs",
		"[uwsgi]\na=@(file)":                                                                                           "a=|@(file): files, executables and URLs in values are read by uWSGI only",
		"[uwsgi]\nif-env = X\na = b\nendif =":                                                                          "a=b|if-env: conditions and loops of uWSGI are decided by uWSGI only|endif: conditions and loops of uWSGI are decided by uWSGI only",
		"[uwsgi]\nfwd = %(later)/x\nlater = L\nlater = M":                                                              "fwd=L/x|later=L|later=M",
		"[uwsgi]\nlog-format = %(addr) %(dup) %%(dup) %d\nlogformat=%(uri)\ndup = D":                                   "log-format=%(addr) D D $HERE/|logformat=%(uri)|dup=D",
		"[uwsgi]\na=%(addr)":                                                                                           "a=|%(addr): no option has the key addr",
		"[uwsgi]\na=%(b\nb=1":                                                                                          "a=|b=1|%(b: %( is not followed by the key of an option and )",
		"[uwsgi]\na=%(b)\nb=%(c)\nc=%(a)":                                                                              "a=|b=|c=|%(b): the value of b has itself in it",
		"[uwsgi]\na=x%(alone)y\nalone":                                                                                 "a=xy|alone=true",
		"[uwsgi]\ninclude = x.ini\nif-env = A\nelse =\nyml = y":                                                        "include: other files are read by uWSGI only|if-env: conditions and loops of uWSGI are decided by uWSGI only|else: conditions and loops of uWSGI are decided by uWSGI only|yml: other files are read by uWSGI only",
		"[uwsgi]\nini = :prod\nini = x.ini\nini":                                                                       "ini: other sections are read by uWSGI only|ini: other files are read by uWSGI only|ini: other files are read by uWSGI only",
		"[uwsgi]\nchdir = /a\nenv = A=b\nchdir = /b\nenv = C=d\nplugin = x\nplugin = y":                                "chdir=/a|env=A=b|chdir=/b|env=C=d|plugin=x|plugin=y|chdir: chdir has no effect: it comes again, and the last one counts",
		"[uwsgi]\na = b = c":                                                                                           "a=b = c",
		"[uwsgi]\na=":                                                                                                  "a=",
		"[uwsgi]\nform = x":                                                                                            "form=x",
		"[app:main]\nuse = x":                                                                                          "",
	} {
		if got := read(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// TestNames has what may be the name of a variable, and what may not.
func TestNames(t *testing.T) {
	for name, want := range map[string]bool{
		"az_AZ09": true, "_": true, "b": true, "Y": true,
		"": false, "9": false, "@": false, "[": false, "`": false, "{": false, "a/": false, "a:": false, "a b": false, "é": false,
	} {
		if _, problems := Read(source.New("app.ini", "[uwsgi]\na = $("+name+")\n")); (len(problems) == 0) != want {
			t.Errorf("$(%s): %v", name, problems)
		}
	}
}

// TestNamed has keys that are there for other values.
func TestNamed(t *testing.T) {
	options, problems := Read(source.New("app.ini", "[uwsgi]\nname = shop\nsocket = /run/%(name)/%(n)\nother = x\nset = n=1\nn = 2\n"))
	var named []string
	for _, o := range options {
		if o.Named {
			named = append(named, o.Key)
		}
	}
	if got := strings.Join(named, " "); got != "name n" || len(problems) > 0 || options[1].Value != "/run/shop/1" {
		t.Errorf("%q, %v, %q", got, problems, options[1].Value)
	}
}

// TestValuesThatGrow has some that name others several times.
func TestValuesThatGrow(t *testing.T) {
	for _, last := range []string{"", "0123456789"} {
		text := "[uwsgi]\n"
		for i := range 40 {
			text += fmt.Sprintf("k%d = %%(k%d)%%(k%d)\n", i, i+1, i+1)
		}
		options, problems := Read(source.New("app.ini", text+"k40 = "+last+"\n"))
		if len(options) != 41 || (last == "") != (len(problems) == 0) {
			t.Errorf("%d options, %v", len(options), problems)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("[uwsgi]\na = %(b)$(C)%d\nset = x=y\n \t b = 1\n")
	f.Fuzz(func(t *testing.T, text string) {
		options, problems := Read(source.New("app.ini", text))
		for _, o := range options {
			if o.KeySpan.Text() != o.Key {
				t.Errorf("%q stands at %q", o.Key, o.KeySpan.Text())
			}
		}
		for _, p := range problems {
			if !p.Span.IsValid() {
				t.Errorf("%+v", p)
			}
		}
	})
}
