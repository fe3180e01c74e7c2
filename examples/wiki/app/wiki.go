package app

import (
	"bytes"
	"errors"
	"html/template"
	"io/fs"
	"net/http"
	"regexp"
	"strings"
)

// Wiki shows the pages to people.
type Wiki struct {
	pages  *store
	title  string
	layout *template.Template
	link   *regexp.Regexp
}

// Factory makes a Wiki, which shows the pages in the folder pages under that
// title. The folder stays open until the clean-up is called.
func (Wiki) Factory(title, pages string) (*Wiki, func() error, error) {
	s, err := openStore(pages)
	if err != nil {
		return nil, nil, err
	}
	link := regexp.MustCompile(`\b` + wikiWord + `\b`)
	return &Wiki{s, title, newLayout(), link}, s.close, nil
}

// ServeHTTP shows the page that the path names.
func (wk *Wiki) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" {
		name = frontPage
	}
	text, err := wk.pages.read(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		http.NotFound(w, r)
	case err != nil:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	default:
		wk.show(w, r, name, text)
	}
}

func (wk *Wiki) show(w http.ResponseWriter, r *http.Request, name, text string) {
	names, err := wk.pages.names()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	var page bytes.Buffer
	err = wk.layout.Execute(&page, map[string]any{
		"Title": wk.title,
		"Base":  mountedAt(r),
		"Name":  name,
		"Text":  wk.split(text),
		"Names": names,
	})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(page.Bytes())
}

// piece is a part of a page: plain text, or the name of a page.
type piece struct{ Text, Link string }

// split finds the names of pages in a text.
func (wk *Wiki) split(text string) []piece {
	var pieces []piece
	done := 0
	for _, at := range wk.link.FindAllStringIndex(text, -1) {
		pieces = append(pieces, piece{Text: text[done:at[0]]}, piece{Link: text[at[0]:at[1]]})
		done = at[1]
	}
	return append(pieces, piece{Text: text[done:]})
}

func newLayout() *template.Template {
	return template.Must(template.New("page").Parse(`<!DOCTYPE html>
<title>{{.Name}} - {{.Title}}</title>
<h1>{{.Name}}</h1>
<pre>{{range .Text}}{{if .Link}}<a href="{{$.Base}}/{{.Link}}">{{.Link}}</a>{{else}}{{.Text}}{{end}}{{end}}</pre>
<hr>
<p>{{range .Names}}<a href="{{$.Base}}/{{.}}">{{.}}</a> {{end}}</p>
`))
}
