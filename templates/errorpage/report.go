package errorpage

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/mount"
	"github.com/pastegen/pastegen/templates/secret"
	"github.com/pastegen/pastegen/templates/section"
	"github.com/pastegen/pastegen/templates/values"
)

// Report is what is known about an error. Secrets are masked in it.
type Report struct {
	ID      string // tells it from others: the page and the log have it
	Time    time.Time
	Kind    string // the type of the value
	Message string // the value as text
	Method  string
	Path    string // with the prefix where the app is mounted
	Request []Setting
	Header  []Setting
	Values  []Setting // of the request's context
	Config  []Setting
	Frames  []Frame // from the call that has panicked outwards

	// Sections are the places of the sections that the request has come through,
	// that which has failed first; nil if nothing is known of them.
	Sections []string
}

// Setting is a name with a value to show.
type Setting struct{ Name, Value string }

// newReport is called while v panics, so that the calls are still there.
func newReport(v any, r *http.Request, notes *values.Notes, c *Catcher) *Report {
	var id [6]byte
	_, _ = rand.Read(id[:]) // it does not fail
	return &Report{
		ID:      hex.EncodeToString(id[:]),
		Time:    time.Now(),
		Kind:    fmt.Sprintf("%T", v),
		Message: clip(shown("", fmt.Sprint(v))),
		Method:  r.Method,
		Path:    mount.Prefix(r) + r.URL.Path,
		Request: requestSettings(r),
		Header:  headerSettings(r),
		Values:  valueSettings(notes),
		Config:  configSettings(notes),
		Frames:  calls(v, c.Context),

		Sections: sections(v, notes),
	}
}

// sections finds out what has failed, where handlers are marked. An error of
// another language may know better what of it has.
func sections(v any, notes *values.Notes) []string {
	places := section.Failed(notes, "/errorpage.(*Catcher).serve")
	foreign, ok := v.(interface{ FailedSection() string })
	if !ok || foreign.FailedSection() == "" {
		return places
	}
	own := "[" + foreign.FailedSection() + "]"
	if len(places) > 0 && strings.HasSuffix(places[0], " "+own) {
		return places
	}
	return append([]string{own}, places...)
}

// Title is the first line of all that tells about the error.
func (r *Report) Title() string {
	if r.Kind == "string" {
		return firstLine(r.Message)
	}
	return r.Kind + ": " + firstLine(r.Message)
}

func firstLine(text string) string {
	line, _, more := strings.Cut(text, "\n")
	if more {
		line += " ..."
	}
	return line
}

// maxShown is how many bytes of a value are shown.
const maxShown = 4096

func clip(text string) string {
	if len(text) > maxShown {
		return strings.ToValidUTF8(text[:maxShown], "") + " ..."
	}
	return text
}

func requestSettings(r *http.Request) []Setting {
	return []Setting{
		{"Request", r.Method + " " + mount.Prefix(r) + r.URL.EscapedPath() + " " + r.Proto},
		{"Prefix of the app", mount.Prefix(r)},
		{"Query", shownQuery(r)},
		{"Host", r.Host},
		{"Client", r.RemoteAddr},
	}
}

// shownQuery returns the query with the values of secrets masked.
func shownQuery(r *http.Request) string {
	pairs := strings.Split(r.URL.RawQuery, "&")
	for i, pair := range pairs {
		if name, value, ok := strings.Cut(pair, "="); ok {
			pairs[i] = name + "=" + shown(name, value)
		}
	}
	return clip(strings.Join(pairs, "&"))
}

// headerSettings returns the header of a request. Of cookies it shows the names.
func headerSettings(r *http.Request) []Setting {
	var all []Setting
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		for _, value := range r.Header[name] {
			all = append(all, Setting{name, clip(shownHeader(r, name, value))})
		}
	}
	return all
}

func shownHeader(r *http.Request, name, value string) string {
	if name != "Cookie" {
		return shown(name, value)
	}
	var cookies []string
	for _, cookie := range r.Cookies() {
		cookies = append(cookies, cookie.Name+"="+secret.Mask)
	}
	return strings.Join(cookies, "; ")
}

// shown returns a value as it may be shown under a name.
func shown(name, value string) string {
	isSecret := secret.Name(name) || name == "Authorization" || name == "Proxy-Authorization"
	if value != "" && isSecret {
		return secret.Mask
	}
	return secret.Redact(value)
}

// valueSettings returns the values that filters outside and within have put
// into the context.
func valueSettings(notes *values.Notes) []Setting {
	found := map[string]string{}
	for key := range values.All(notes) {
		found[key] = ""
	}
	for _, key := range notes.Keys() {
		found[key] = ""
	}
	for key := range found {
		found[key] = fmt.Sprint(notes.Last(key))
	}
	for _, ours := range []string{throwErrors, "paste.expected_exceptions", "paste.config", section.Key} {
		delete(found, ours)
	}
	return mapSettings(found)
}

// configSettings returns what the filter config has told, if there is one.
func configSettings(notes *values.Notes) []Setting {
	config, _ := notes.Last("paste.config").(map[string]string)
	return mapSettings(config)
}

func mapSettings(m map[string]string) []Setting {
	var all []Setting
	for _, name := range slices.Sorted(maps.Keys(m)) {
		all = append(all, Setting{name, clip(shown(name, m[name]))})
	}
	return all
}

// Text returns the report as plain text.
func (r *Report) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n\nError %s at %s\n", r.Title(), r.Message, r.ID, r.Time.Format(time.RFC3339))
	if len(r.Sections) > 0 {
		fmt.Fprintf(&b, "\nSections\n    %s\n", strings.Join(r.Sections, "\n    "))
	}
	b.WriteString("\nStack\n" + r.stack())
	for _, part := range r.parts() {
		fmt.Fprintf(&b, "\n%s\n", part.title)
		for _, s := range part.settings {
			fmt.Fprintf(&b, "    %s: %s\n", s.Name, strings.ReplaceAll(s.Value, "\n", "\n        "))
		}
	}
	return b.String()
}

// stack returns the calls as text.
func (r *Report) stack() string {
	var b strings.Builder
	for _, f := range r.Frames {
		fmt.Fprintf(&b, "    %s\n        %s:%d\n", f.Function, f.File, f.Line)
	}
	return b.String()
}

// part is a part of the report with a title.
type part struct {
	title    string
	settings []Setting
}

func (r *Report) parts() []part {
	return []part{{"Request", r.Request}, {"Header", r.Header}, {"Values of filters", r.Values}, {"Configuration", r.Config}}
}
