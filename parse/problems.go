package parse

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/eggs"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/pytext"
	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/parse/urlkey"
)

// Each function here makes the diagnostic of one kind of problem, so that its
// wording and its place are decided once.

func badGlobal(kv KeyValue) diag.Diagnostic {
	return diag.Errorf(codeGlobal, source.Span{}, "expected key=value in UTF-8, found %q", kv.Key+"="+kv.Value)
}

func unreadableEntry(name string, err error) diag.Diagnostic {
	d := diag.Errorf(codeUnreadable, source.Span{}, "cannot read %q: %s", name, reason(err))
	if errors.Is(err, fs.ErrNotExist) {
		d.Hint = similarFile(name)
	}
	return d
}

// similarFile is a hint about the files beside one, of which it may be a
// misspelling.
func similarFile(name string) string {
	entries, _ := os.ReadDir(filepath.Dir(name))
	var names []string
	for _, e := range entries {
		if !e.IsDir() {
			names = append(names, e.Name())
		}
	}
	nearest := diag.Nearest(filepath.Base(name), names)
	if nearest == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %q?", filepath.Join(filepath.Dir(name), nearest))
}

func unreadableInclude(f *file, path ref) diag.Diagnostic {
	d := diag.Errorf(codeUnreadable, path.span(), "cannot read %q: %s", f.ini.Source.Name(), reason(f.err))
	if !errors.Is(f.err, fs.ErrNotExist) {
		return d
	}
	d.Hint = similarFile(f.ini.Source.Name())
	if d.Hint == "" && !strings.HasPrefix(string(path.text), "/") {
		d.Hint = "a relative file is looked for in the folder of the file that names it"
	}
	return d
}

func includedHere(path ref) diag.Related {
	return diag.Related{Span: path.span(), Note: "included here"}
}

func tooManyObjects(name ref, s *ini.Section) diag.Diagnostic {
	at := name.span()
	if !at.IsValid() {
		at = s.Header
	}
	return diag.Errorf(codeTooMuch, at, "more than %d objects would be made", maxContexts)
}

func noFolder(uri ref) diag.Diagnostic {
	d := diag.Errorf(codeReference, uri.span(), "%q stands where a relative file cannot be found", uri.shown())
	d.Hint = "name the file in a section of its own"
	return d
}

func unknownScheme(at ref, scheme string) diag.Diagnostic {
	d := diag.Errorf(codeScheme, at.span(), `expected "config:", "egg:" or "call:", found %q`, at.text.String()+":")
	d.Hint = diag.DidYouMean(scheme, []string{"config", "egg", "call"})
	return d
}

func badCall(spec ref) diag.Diagnostic {
	d := diag.Errorf(codeReference, spec.span(), `expected "call:module:attribute", found "call:%s"`, spec.shown())
	d.Hint = `a module, one ":" and the name of a function in it`
	return d
}

func badEntryPoint(s conf.Setting) diag.Diagnostic {
	d := diag.Errorf(codeReference, s.Span, `expected "module:attribute" for %q, found %q`, s.Key, s.Shown())
	switch {
	case strings.HasPrefix(string(s.Value), "\n"):
		d.Hint = fmt.Sprintf("write it on the line of its key: %s = %s", s.Key, pytext.Strip(s.Value))
	case strings.HasPrefix(string(s.Value), HereMark+"/") && !s.Value.UsesEnv():
		d.Hint = fmt.Sprintf("did you mean %q?", "."+string(s.Value[len(HereMark):]))
	case conf.Scheme(s.Value) == "egg" || conf.Scheme(s.Value) == "call":
		d.Hint = "write use = " + s.Shown()
	default:
		d.Hint = `a module, one ":" and the name of a function in it`
	}
	return d
}

func unknownEntryPoint(f *Factory, e eggs.Egg, t ObjectType) diag.Diagnostic {
	d := diag.Errorf(codeEntryPoint, f.AttrSpan, "egg %q has no %s %q", f.Dist, t, f.Entry)
	for _, other := range []ObjectType{AppType, FilterType, ServerType} {
		if _, _, ok := e.Find(flat(other.protocols()), f.Entry); ok {
			d.Code = codeWrongType
			d.Message = fmt.Sprintf("entry point %q of egg %q is %s, used where %s is wanted",
				f.Entry, f.Dist, other.withArticle(), t.withArticle())
			return d
		}
	}
	names := e.Names(flat(t.protocols()))
	d.Hint = diag.DidYouMean(f.Entry, names)
	if d.Hint == "" && len(names) > 0 {
		d.Hint = "it has " + listed(names)
	}
	return d
}

// listed lists names.
func listed(names []string) string {
	var out []string
	for _, n := range names {
		out = append(out, fmt.Sprintf("%q", n))
	}
	return strings.Join(out, ", ")
}

func noFactory(f *frame, t ObjectType) diag.Diagnostic {
	d := diag.Errorf(codeNoFactory, f.section.Header, "section %q does not say what makes it", f.section.Name)
	factory := t.protocols()[0][0]
	d.Hint = fmt.Sprintf(`add "use = egg:...", "use = call:module:function" or "%s = module:function"`, factory)
	keys := append([]string{"use"}, flat(t.protocols())...)
	for _, s := range f.local.Items {
		if nearest := diag.Nearest(s.Key, keys); nearest != "" {
			d.Span, d.Hint = s.KeySpan, diag.DidYouMean(s.Key, keys)
			d.Message = fmt.Sprintf("section %q does not say what makes it, but has a key %q", f.section.Name, s.Key)
		}
	}
	for _, k := range keys {
		if s, ok := f.l.defaults.Get(k); ok {
			d.Related = append(d.Related, diag.Related{Span: s.KeySpan, Note: fmt.Sprintf("%q in [DEFAULT] hides that of all sections", k)})
		}
	}
	return d
}

func manyFactories(s *ini.Section, possible []conf.Setting) diag.Diagnostic {
	last := possible[len(possible)-1]
	d := diag.Errorf(codeManyFactories, last.KeySpan, "section %q has %d factories, expected one", s.Name, len(possible))
	for _, p := range possible[:len(possible)-1] {
		d.Related = append(d.Related, diag.Related{Span: p.KeySpan, Note: "another factory"})
	}
	return d
}

func missingKey(f *frame, key string) diag.Diagnostic {
	d := diag.Errorf(codeMissingKey, f.section.Header, "section %q has no key %q", f.section.Name, key)
	d.Hint = map[string]string{
		"next":     "add next = APP, the app behind the filter",
		"pipeline": "add pipeline = FILTER... APP",
	}[key]
	if s, ok := f.l.defaults.Get(key); ok {
		d.Related = []diag.Related{{Span: s.KeySpan, Note: "[DEFAULT] has it, which hides that of all sections"}}
		d.Hint = "remove it from [DEFAULT]"
	}
	for _, s := range f.local.Items {
		if diag.Nearest(s.Key, []string{key}) != "" {
			d.Span, d.Hint = s.KeySpan, diag.DidYouMean(s.Key, []string{key})
			d.Message = fmt.Sprintf("expected the key %q in section %q, found %q", key, f.section.Name, s.Key)
		}
	}
	return d
}

func emptyPipeline(s *ini.Section, list conf.Setting) diag.Diagnostic {
	d := diag.Errorf(codeEmptyPipeline, list.KeySpan, "pipeline %q is empty", s.Name)
	d.Hint = "name at least an app: pipeline = filter1 filter2 app"
	return d
}

func extraKey(s *ini.Section, extra conf.Setting) diag.Diagnostic {
	d := diag.Errorf(codeExtraKey, extra.KeySpan, "pipeline section %q must not have the key %q", s.Name, extra.Key)
	switch extra.Key {
	case "use", "next":
		d.Hint = "a pipeline is made of what its \"pipeline\" lists"
	default:
		d.Hint = fmt.Sprintf(`move it to the app or a filter; "set %s = ..." passes it on to all of them`, extra.Key)
	}
	return d
}

func unsetGlobal(get conf.Setting, global *conf.Dict) diag.Diagnostic {
	d := diag.Errorf(codeUnsetGlobal, get.Span, "there is no global %q to get", get.Shown())
	d.Hint = diag.DidYouMean(string(get.Value), keysOf(global.Items))
	if d.Hint == "" {
		d.Hint = fmt.Sprintf("set it in [DEFAULT] or on the command line: %s=...", get.Shown())
	}
	return d
}

func keysOf(settings []conf.Setting) []string {
	var out []string
	for _, s := range settings {
		out = append(out, s.Key)
	}
	return out
}

func droppedKey(o conf.Option, global conf.Setting) diag.Diagnostic {
	d := diag.Warningf(codeDroppedKey, o.Entry.KeySpan, "%q has no effect here: [DEFAULT] has it as well, and that counts", o.Key)
	d.Hint = fmt.Sprintf(`"set %s = ..." changes it for this section and what it refers to`, o.Key)
	if readByPaste(o.Key) {
		d.Hint = "remove it from [DEFAULT], where Paste never reads it"
	}
	switch {
	case global.KeySpan.IsValid():
		d.Related = []diag.Related{{Span: global.KeySpan, Note: "set here for all sections"}}
	case global.Origin == conf.FromLauncher:
		d.Message = fmt.Sprintf("%q has no effect here: the command line has it as well, and that counts", o.Key)
	default:
		d.Message = fmt.Sprintf("%q has no effect here: it is a name of Paste's own", o.Key)
	}
	return d
}

// readByPaste reports whether a key of a section is for Paste and not a factory.
func readByPaste(key string) bool {
	switch key {
	case "use", "next", "pipeline", "filter-with", "require":
		return true
	}
	return strings.HasPrefix(key, "paste.") && strings.HasSuffix(key, "_factory")
}

func uselessKey(s, use conf.Setting, what string) diag.Diagnostic {
	d := diag.Warningf(codeUselessKey, s.KeySpan, "%q has no effect here: %q is %s, which takes no keys", s.Key, use.Shown(), what)
	d.Related = []diag.Related{{Span: use.Span, Note: "used here"}}
	d.Hint = fmt.Sprintf(`write it into the section whose factory takes it; "set %s = ..." makes it a global for all of them`, s.Key)
	return d
}

func badURL(s conf.Setting, exc *exception) diag.Diagnostic {
	d := diag.Errorf(codeURL, s.KeySpan, `expected "/path" or "domain example.com /path", found %q`, s.Key)
	d.Label = strings.ToLower(exc.message[:1]) + exc.message[1:]
	if exc.class == "AssertionError" {
		d.Label = `a path starts with "/"`
	}
	d.Hint = fmt.Sprintf(`every key of a urlmap is a URL, and its value the app there; for a setting, write "set %s = ..."`, s.Key)
	switch {
	case strings.HasPrefix(string(s.Value), "//") && (s.Key == "http" || s.Key == "https"):
		d.Hint = `a key ends at the first ":"; write "domain example.com /path = app"`
	case strings.HasPrefix(s.Key, "/"):
		d.Hint = "white space ends a path"
	}
	return d
}

// upperDomain warns of a domain that is compared as written with the host of
// the request, of which only that is in lower case.
func upperDomain(s conf.Setting, domain string) diag.Diagnostic {
	d := diag.Warningf(codeDomain, s.KeySpan, "no request is for the domain %q: hosts are compared in lower case", domain)
	d.Hint = fmt.Sprintf("write %q", strings.ToLower(domain))
	return d
}

func sameURL(again, first conf.Setting, key urlkey.Key) diag.Diagnostic {
	url := key.Domain + key.Path
	if url == "" {
		url = "/"
	}
	d := diag.Errorf(codeSameURL, again.KeySpan, "%q and %q are the same URL, %q", first.Key, again.Key, url)
	d.Label = "this one counts"
	d.Related = []diag.Related{{Span: first.KeySpan, Note: "never reached"}}
	d.Hint = "remove one of them"
	return d
}
