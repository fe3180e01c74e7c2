package testapp

import (
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/cgivars"
)

// ShowOptions are the keys of the section.
type ShowOptions struct {
	// Text answers in plain text, not in HTML.
	Text bool `paste:"text"`

	// Lint has no effect: the filter egg:Paste#lint checks apps.
	Lint bool `paste:"lint,ignored"`
}

// NewShow returns an app that shows the request, headers and all, and panics
// when its query has "error=".
//
//paste:app_factory show
//paste:stands_for egg:PasteScript#test paste.script.testapp:make_test_application
func NewShow(o ShowOptions) http.Handler {
	page := template.Must(template.New("page").Parse(showPage))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.RawQuery, "error=") {
			panic("Here is your error report, ordered and delivered")
		}
		rows := variables(r)
		if !o.Text {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_ = page.Execute(w, rows) // fails when nobody is left who could be told
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		for _, row := range rows {
			_, _ = w.Write([]byte(row.Key + ": " + row.Value + "\n"))
		}
	})
}

// variable is one of CGI.
type variable struct{ Key, Value string }

// variables returns those of a request, sorted.
func variables(r *http.Request) (all []variable) {
	v := cgivars.Of(r)
	for _, key := range slices.Sorted(maps.Keys(v)) {
		all = append(all, variable{key, v[key]})
	}
	return all
}

const showPage = `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>Test Application</title>
</head>
<body>
<h1>Test Application: Working!</h1>

<table border="1">
{{range .}}<tr><th scope="row">{{.Key}}</th><td><code>{{.Value}}</code></td></tr>
{{end}}</table>

<p>
Note: to see an error report, append <code>?error=true</code>
to the URL
</p>

</body>
</html>
`
