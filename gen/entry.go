package gen

import (
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/own"
	"github.com/pastegen/pastegen/parse/reach"
	"github.com/pastegen/pastegen/parse/source"
)

// entryPoint is an app to be served, as it was asked for.
type entryPoint struct {
	name  string
	addrs []string
	span  source.Span // where the INI file names it; invalid for the command line's
}

// entryPoints chooses what is compiled in: what the options name, else what
// [pastegen] serve names, else "main", else every app that nothing refers to.
func entryPoints(c *parse.Config, settings own.Settings, opts Options) ([]entryPoint, diag.List) {
	served := settings.Serve
	if len(opts.Serve) > 0 {
		served = nil
		for _, w := range opts.Serve {
			for _, w := range strings.Fields(w) {
				served = append(served, parse.Word{Text: parse.Text(w)})
			}
		}
	}
	var ds diag.List
	var entries []entryPoint
	for _, w := range served {
		name, addr, problem := serveWord(w)
		if problem != nil {
			ds.Add(*problem)
			continue
		}
		entries = add(entries, entryPoint{name, []string{addr}, nameSpan(w, name)})
	}
	if len(opts.Apps) > 0 {
		entries = only(entries, opts.Apps)
	}
	if len(served)+len(opts.Apps) == 0 {
		entries = byThemselves(c)
	}
	entries, problems := known(c, entries)
	ds.Add(problems...)
	if len(entries) == 0 && !ds.HasErrors() {
		ds.Add(nothingToServe(c))
	}
	return entries, ds
}

// add appends an entry point, or its address to the one of that name.
func add(entries []entryPoint, e entryPoint) []entryPoint {
	if i := indexOf(entries, e.name); i >= 0 {
		entries[i].addrs = append(entries[i].addrs, e.addrs...)
		return entries
	}
	return append(entries, e)
}

func indexOf(entries []entryPoint, name string) int {
	return slices.IndexFunc(entries, func(e entryPoint) bool { return e.name == name })
}

// only keeps the entry points of these names, in their order, with the
// addresses that serve words give them.
func only(entries []entryPoint, names []string) []entryPoint {
	var chosen []entryPoint
	for _, name := range names {
		if indexOf(chosen, name) >= 0 {
			continue
		}
		if i := indexOf(entries, name); i >= 0 {
			chosen = append(chosen, entries[i])
		} else {
			chosen = append(chosen, entryPoint{name: name})
		}
	}
	return chosen
}

// unplaced are the names of several entry points of which none has an address.
func unplaced(entries []entryPoint) []string {
	var names []string
	for _, e := range entries {
		if len(e.addrs) > 0 {
			return nil
		}
		names = append(names, e.name)
	}
	if len(names) == 1 {
		return nil
	}
	return names
}

// byThemselves are the entry points of a file that names none.
func byThemselves(c *parse.Config) []entryPoint {
	if slices.Contains(apps(c), "main") {
		return []entryPoint{{name: "main"}}
	}
	var entries []entryPoint
	for _, l := range reach.Unreferenced(c) {
		entries = append(entries, entryPoint{name: l.Name})
	}
	return entries
}

// apps returns the names of all app-like sections, each once.
func apps(c *parse.Config) []string {
	var names []string
	loadables, _ := c.Loadables()
	for _, l := range loadables {
		if l.Type == parse.AppType && !l.Bare {
			names = append(names, l.Name)
		}
	}
	return names
}

// serveWord reads APP=ADDRESS.
func serveWord(w parse.Word) (name, addr string, problem *diag.Diagnostic) {
	name, addr, found := strings.Cut(string(w.Text), "=")
	bad := func(message string) (string, string, *diag.Diagnostic) {
		return "", "", &diag.Diagnostic{
			Severity: diag.Error, Code: codeServeWord, Span: w.Span, Message: message,
			Hint: "write APP=HOST:PORT, APP=:PORT or APP=unix:/path, say home=127.0.0.1:8001",
		}
	}
	if !found || name == "" || addr == "" {
		return bad(fmt.Sprintf("%q is not of the form APP=ADDRESS", w.Shown()))
	}
	if path, unix := strings.CutPrefix(addr, "unix:"); unix && path != "" {
		return name, addr, nil
	}
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return bad(fmt.Sprintf("%q is not an address: expected HOST:PORT", addr))
	}
	if _, err := net.LookupPort("tcp", port); err != nil {
		return bad(fmt.Sprintf("%q is not an address: %q is not a port", addr, port))
	}
	return name, addr, nil
}

// nameSpan returns where the name of a serve word stands, or the word if that
// comes from elsewhere.
func nameSpan(w parse.Word, name string) source.Span {
	span := w.Span
	if span.IsValid() && strings.HasPrefix(span.Text(), name) {
		span.End = span.Start + len(name)
	}
	return span
}

// known keeps the entry points that the file has, and reports the others.
func known(c *parse.Config, entries []entryPoint) ([]entryPoint, diag.List) {
	var kept []entryPoint
	var ds diag.List
	names := apps(c)
	for _, e := range entries {
		if slices.Contains(names, e.name) {
			kept = append(kept, e)
		} else {
			ds.Add(unknownApp(e, names))
		}
	}
	return kept, ds
}

func unknownApp(e entryPoint, names []string) diag.Diagnostic {
	d := diag.Diagnostic{
		Severity: diag.Error, Code: codeUnknownApp, Span: e.span,
		Message: fmt.Sprintf("no app, composite, pipeline or filter-app is called %q", e.name),
		Hint:    diag.DidYouMean(e.name, names),
	}
	if !e.span.IsValid() {
		d.Message += ", which the command line names"
	}
	return d
}

func nothingToServe(c *parse.Config) diag.Diagnostic {
	return diag.Diagnostic{
		Severity: diag.Error, Code: codeNothing, Span: c.File.Source.Span(0, 0),
		Message: "the file has no app, composite, pipeline or filter-app section to serve",
		Hint:    "an app starts with a section such as [app:main]",
	}
}
