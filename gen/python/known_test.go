package python

import (
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen/record"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// parameters reads "a b=1 *c :d **e".
func parameters(text string) []record.Parameter {
	var all []record.Parameter
	for _, word := range strings.Fields(text) {
		var p record.Parameter
		switch {
		case strings.HasPrefix(word, "**"):
			p.Form, word = record.MoreNames, word[2:]
		case strings.HasPrefix(word, "*"):
			p.Form, word = record.MorePlaces, word[1:]
		case strings.HasPrefix(word, ":"):
			p.Form, word = record.ByName, word[1:]
		case strings.HasPrefix(word, "/"):
			p.Form, word = record.ByPlace, word[1:]
		}
		var ok bool
		if p.Name, p.Default, ok = strings.Cut(word, "="); ok {
			p.Type = "int"
		}
		all = append(all, p)
	}
	return all
}

// first returns the node of a section.
func first(t *testing.T, c *parse.Config, name string) parse.Node {
	t.Helper()
	all, _ := c.Loadables()
	for _, l := range all {
		if l.Section.Name == name {
			n, _ := c.ResolveLoadable(l)
			return n
		}
	}
	t.Fatalf("no section %s", name)
	return nil
}

// TestMismatches has sections, what Python has told of their factories, and what
// is said then: codes, and parts of the texts.
func TestMismatches(t *testing.T) {
	for _, tt := range []struct {
		name, section, parameters string
		want                      string // "PG353 part; PG354 part"
	}{
		{"all is well", "app:x\nuse = call:m:f\na = 1", "global_conf a b=2 **rest", ""},
		{"by name", "app:x\nuse = call:m:f\na = 1", "conf :a", ""},
		{"any place", "app:x\nuse = call:m:f\na = 1", "*args **kw", ""},
		{"more keys", "app:x\nuse = call:m:f\na = 1\nz = 2", "conf **kw", ""},
		{"key too many", "app:x\nuse = call:m:f\nalpha = 1\nalhpa = 2", "conf alpha=1", `PG353 did you mean "alpha"?`},
		{"no keys", "app:x\nuse = call:m:f\nz = 2", "conf", "PG353 it takes no keys"},
		{"taken", "app:x\nuse = call:m:f\nconf = 2", "conf **kw", "PG353 gets from Paste already"},
		{"missing", "app:x\nuse = call:m:f", "conf a :b c=1 :d=1", `PG354 needs "a"; PG354 needs "b"`},
		{"by place only", "app:x\nuse = call:m:f\na = 1", "/conf /a", `PG353 does not take the key "a"; PG354 needs "a"`},
		{"too few", "app:x\nuse = call:m:f", "", "PG352 takes no argument by place"},
		{"only by name", "app:x\nuse = call:m:f\nglobal_conf = 1", ":global_conf", "PG352 takes no argument"},
		{"composite", "composite:x\nuse = call:m:f\na = 1", "loader conf a", ""},
		{"no composite", "composite:x\nuse = call:m:f", "conf", "PG352 is called with loader, global_conf, and takes one argument"},
		{"composite as app", "app:x\nuse = call:m:f\na = 1", "loader global_conf **kw", "PG352 paste.composite_factory = m:f"},
		{"filter", "filter:x\nuse = call:m:f", "global_conf", ""},
		{"filter app", "filter:x\npaste.filter_app_factory = m:f\na = 1", "app global_conf a", ""},
		{"filter app as filter", "filter:x\npaste.filter_factory = m:f", "app global_conf **kw", "PG352 paste.filter_app_factory = m:f"},
		{"application as app", "app:x\nuse = call:m:f", "environ start_response", "PG352 use = egg:pastegen#wsgi, application = m:f"},
		{"application", "app:x\nuse = egg:pastegen#wsgi\napplication = m:f", "environ start_response", ""},
		{"request object", "app:x\nuse = egg:pastegen#wsgi\napplication = m:f", "req *args **kw", ""},
		{"no application", "app:x\nuse = egg:pastegen#wsgi\napplication = m:f", "conf", "PG352 with () behind it"},
		{"makes an application", "app:x\nuse = egg:pastegen#wsgi\napplication = m:f()", "a=1", ""},
		{"makes none", "app:x\nuse = egg:pastegen#wsgi\napplication = m:f()", "a", `PG354 needs "a"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			header, rest, _ := strings.Cut(tt.section, "\n")
			c, settings := load(t, "[pastegen]\npython = p\n["+header+"]\n"+rest+"\n")
			n := first(t, c, header)
			q, ok := Question(n)
			if !ok {
				t.Fatal("nothing to ask")
			}
			r := NewRules(c, settings, "")
			told := record.Factory{Question: q, Parameters: parameters(tt.parameters)}
			r.Known = &record.Record{Fresh: true, Factories: []record.Factory{told}}
			wantProblems(t, r.Mismatches(n), tt.want, diag.Error)
			r.Known.Fresh = false
			wantProblems(t, r.Mismatches(n), tt.want, diag.Warning)
			told.Opaque = true
			r.Known.Factories[0] = told
			wantProblems(t, r.Mismatches(n), "", diag.Error)
		})
	}
}

// TestScripts has applications that are no names of Python's, about which nobody
// is asked.
func TestScripts(t *testing.T) {
	for value, want := range map[string]string{
		"/usr/bin/site-wsgi": `PG314 runpy.run_path("/usr/bin/site-wsgi")["application"]`,
		"site-wsgi:app":      "PG314 name the WSGI application",
	} {
		c, _ := load(t, "[pastegen]\npython = p\n[app:x]\nuse = egg:pastegen#wsgi\napplication = "+value+"\n")
		n := first(t, c, "app:x")
		if q, ok := Question(n); ok {
			t.Errorf("%+v", q)
		}
		wantProblems(t, Check(n), want, 0) // whoever reports them says how bad they are
	}
}

// TestMissingOfURI has a factory that no section can give a key.
func TestMissingOfURI(t *testing.T) {
	c, settings := load(t, "[pastegen]\npython = p\n[pipeline:x]\npipeline = call:m:f\n")
	n := first(t, c, "pipeline:x").(*parse.Pipeline).App
	q, _ := Question(n)
	r := NewRules(c, settings, "")
	r.Known = &record.Record{Fresh: true, Factories: []record.Factory{{Question: q, Parameters: parameters("conf a")}}}
	wantProblems(t, r.Mismatches(n), "PG354 write a section that uses it, with a line such as a = ..., and name that", diag.Error)
}

func wantProblems(t *testing.T, problems diag.List, want string, severity diag.Severity) {
	t.Helper()
	var parts []string
	if want != "" {
		parts = strings.Split(want, "; ")
	}
	if len(problems) != len(parts) {
		t.Fatalf("%v, want %s", problems, want)
	}
	for i, part := range parts {
		code, text, _ := strings.Cut(part, " ")
		d := problems[i]
		if d.Code.ID != code || !strings.Contains(d.Message+" "+d.Hint, text) || d.Severity != severity || !d.Span.IsValid() {
			t.Errorf("%v %s: %s (%s), want %s", d.Severity, d.Code.ID, d.Message, d.Hint, part)
		}
	}
}

// TestFailures has what was wrong with factories, what is said, and where.
func TestFailures(t *testing.T) {
	for _, tt := range []struct {
		section string
		failure record.Failure
		want    string
		at      string
	}{
		{"app:x\nuse = call:m.n:f", record.Failure{Reason: record.NoImport, Text: "No module named 'm.n'", Missing: "m.n", Names: []string{"m.na"}}, `PG350 did you mean "m.na"?`, "m.n"},
		{"app:x\nuse = call:m.n:f", record.Failure{Reason: record.NoImport, Text: "No module named 'm'", Missing: "m"}, `PG350 install it for "p"`, "m.n"},
		{"app:x\nuse = call:m.n:f", record.Failure{Reason: record.NoImport, Text: "No module named 'mx'", Missing: "mx"}, `PG350 it needs "mx"`, "m.n"},
		{"filter:x\npaste.filter_factory = m:f", record.Failure{Reason: record.Ended, Text: "exit status 3"}, "PG350 ends the interpreter: exit status 3", "m"},
		{"app:x\nuse = call:m:f", record.Failure{Reason: record.Stuck, Text: "long"}, "PG350 takes too long", "m"},
		{"app:x\nuse = call:m:C.mak", record.Failure{Reason: record.NoAttribute, Text: "C has no 'mak'", Names: []string{"make"}}, `PG351 did you mean "make"?`, "C.mak"},
		{"app:x\nuse = egg:Shpo", record.Failure{Reason: record.NoDistribution, Text: "none", Names: []string{"Shop"}}, `PG351 did you mean "Shop"?`, "egg:Shpo"},
		{"app:x\nuse = egg:Shop#a", record.Failure{Reason: record.NoEntry, Text: "none", Names: []string{"b (paste.app_factory)"}}, "PG351 it has b (paste.app_factory)", "egg:Shop#a"},
		{"app:x\nuse = egg:Shop#a", record.Failure{Reason: record.NoEntry, Text: "none"}, "PG351 it has no entry points for Paste: install the version that the file is for, or name the function: use = call:MODULE:FUNCTION", "egg:Shop#a"},
		{"app:x\nuse = call:math:pi", record.Failure{Reason: record.NoCallable, Text: "it is float"}, "PG352 cannot be called: it is float", "math"},
		{"app:x\nuse = egg:pastegen#wsgi\napplication = m:f", record.Failure{Reason: record.NoAttribute, Text: "no f"}, "PG351 no f", "m:f"},
	} {
		header, rest, _ := strings.Cut(tt.section, "\n")
		c, settings := load(t, "["+header+"]\n"+rest+"\n")
		n := first(t, c, header)
		r := NewRules(c, settings, "p")
		tt.failure.Question, _ = Question(n)
		r.Known = &record.Record{Fresh: true, Failures: []record.Failure{tt.failure}}
		problems := r.Mismatches(n)
		wantProblems(t, problems, tt.want, diag.Error)
		if got := problems[0].Span.Text(); got != tt.at {
			t.Errorf("%s: at %q, want %q", tt.want, got, tt.at)
		}
	}
}

// TestInitHint has failures that there may be because nothing was called before.
func TestInitHint(t *testing.T) {
	for _, tt := range []struct {
		init    string
		failure record.Failure
		want    bool
	}{
		{"", record.Failure{Reason: record.NoAttribute, Text: "no f", Names: []string{"g"}}, true},
		{"", record.Failure{Reason: record.NoImport, Text: "No module named 'm'", Missing: "m"}, false},
		{"", record.Failure{Reason: record.NoCallable}, false},
		{"a:b", record.Failure{Reason: record.NoAttribute, Text: "no f"}, false},
	} {
		c, settings := load(t, "[app:x]\nuse = call:m:f\n[pastegen:python]\ninit = "+tt.init+"\n")
		n := first(t, c, "app:x")
		r := NewRules(c, settings, "p")
		tt.failure.Question, _ = Question(n)
		r.Known = &record.Record{Failures: []record.Failure{tt.failure}}
		hint := r.Mismatches(n)[0].Hint
		if got := strings.Contains(hint, "init = MODULE:FUNCTION"); got != tt.want || strings.HasPrefix(hint, "\n") {
			t.Errorf("%+v: %q", tt, hint)
		}
	}
}
