// Package board is a board on which people who have logged in write notes. It
// knows nothing of pastegen: filters leave what they know in the context of a
// request, under keys that are plain strings.
package board

import (
	"crypto/subtle"
	_ "embed"
	"html/template"
	"net/http"
	"strings"
)

//go:embed page.html
var source string

var page = template.Must(template.New("page").Parse(source))

// view is what page.html shows.
type view struct {
	Title  string
	Base   string // the path below which the site is seen
	User   string // who has logged in; empty for nobody
	Visits int
	Token  string
	Notes  []Note
}

// session is what this package wants of beaker.session.
type session interface {
	Get(key string) any
	Set(key string, value any)
	CSRFToken() string
}

// HomeApp is the page that everybody sees: the newest notes.
func HomeApp(title string, store *Store) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path != "/":
			http.NotFound(w, r)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "405 method not allowed", http.StatusMethodNotAllowed)
		default:
			show(w, r, store, view{Title: title, Base: r.Pattern})
		}
	})
}

// BoardApp is the page of those who have logged in: it shows notes and takes new
// ones. It panics where there is no session, which is a mistake in the file.
func BoardApp(store *Store) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, _ := r.Context().Value("REMOTE_USER").(string)
		s := r.Context().Value("beaker.session").(session)
		if r.Method == http.MethodPost {
			add(w, r, store, user, s.CSRFToken())
			return
		}
		n, _ := s.Get("visits").(int)
		s.Set("visits", n+1)
		base, _ := strings.CutSuffix(r.Pattern, "/board")
		show(w, r, store, view{Title: "The board", Base: base, User: user, Visits: n + 1, Token: s.CSRFToken()})
	})
}

// add takes a note from the form of the page.
func add(w http.ResponseWriter, r *http.Request, store *Store, user, token string) {
	r.Body = http.MaxBytesReader(w, r.Body, 10_000)
	if subtle.ConstantTimeCompare([]byte(r.PostFormValue("token")), []byte(token)) != 1 {
		http.Error(w, "403 forbidden", http.StatusForbidden)
		return
	}
	if text := strings.TrimSpace(r.PostFormValue("text")); text != "" {
		if err := store.Add(r.Context(), Note{user, text}); err != nil {
			panic(err) // for error_catcher
		}
	}
	http.Redirect(w, r, r.Pattern+"/", http.StatusSeeOther)
}

func show(w http.ResponseWriter, r *http.Request, store *Store, v view) {
	var err error
	if v.Notes, err = store.Newest(r.Context(), 20); err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := page.Execute(w, v); err != nil {
		panic(err)
	}
}
