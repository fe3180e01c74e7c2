// Package pony adds pony power to any app, at /pony.
//
// # Differences
//
// It is another pony. Paste's has not been seen on Python 3.
//
//paste:group apps
package pony

import (
	"html/template"
	"net/http"
	"strings"

	"github.com/pastegen/pastegen/templates/mount"
)

// New returns a filter that answers for /pony, and passes other requests on.
//
//paste:filter_factory pony
//paste:stands_for egg:Paste#pony paste.pony:make_pony
func New() func(http.Handler) http.Handler {
	page := template.Must(template.New("pony").Parse(pageText))
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/pony" {
				next.ServeHTTP(w, r)
				return
			}
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_ = page.Execute(w, map[string]any{ // fails when nobody is left who could be told
				"Horn": strings.Contains(r.URL.RawQuery, "horn"),
				"Self": mount.Prefix(r) + "/pony",
			})
		})
	}
}

const pageText = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{{if .Horn}}Unicorn{{else}}Pony{{end}}</title></head>
<body>
<pre>
{{if .Horn}}              /
{{end}}           ~~\/\
         ~~~/ o \__
        ~~~/   ____)
  _______~/   /
~/           /
~|   ____   |
 |  |    |  |
 |__|    |__|
</pre>
<p><a href="{{.Self}}{{if not .Horn}}?horn{{end}}">{{if .Horn}}remove horn!{{else}}add horn!{{end}}</a></p>
</body>
</html>
`
