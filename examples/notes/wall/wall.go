// Package wall holds the apps and the filter of the example. What they share
// they take as parameters.
package wall

import (
	"crypto/subtle"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"

	"github.com/pastegen/pastegen/examples/notes/store"
)

// New is an app that lists the notes, and takes new ones as the body of a POST.
func New(notes *store.Store, title string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		texts, err := notes.All(r.Context())
		if err != nil {
			http.Error(w, "cannot read the notes", http.StatusInternalServerError)
			return
		}
		fmt.Fprintf(w, "%s: %d\n", title, len(texts))
		for _, text := range texts {
			fmt.Fprintln(w, text)
		}
	})
	mux.HandleFunc("POST /{$}", func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<10))
		if err == nil {
			err = notes.Add(r.Context(), caller(r), string(text))
		}
		if err != nil {
			http.Error(w, "cannot write the note", http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusCreated)
	})
	return mux
}

// Limit is a filter that lets each caller write so many notes in a minute.
func Limit(db *sql.DB, perMinute int, next http.Handler) http.Handler {
	const recent = "select count(*) from notes where author = ? and at > datetime('now', '-1 minute')"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		count := 0
		if r.Method == http.MethodPost {
			if err := db.QueryRowContext(r.Context(), recent, caller(r)).Scan(&count); err != nil {
				http.Error(w, "cannot count the notes", http.StatusInternalServerError)
				return
			}
		}
		if count >= perMinute {
			http.Error(w, "later, please", http.StatusTooManyRequests)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Admin is an app that shows those who know the token how many notes there are.
func Admin(db *sql.DB, token string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+token)) != 1 {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		var notes, authors int
		if err := db.QueryRowContext(r.Context(), "select count(*), count(distinct author) from notes").Scan(&notes, &authors); err != nil {
			http.Error(w, "cannot count the notes", http.StatusInternalServerError)
			return
		}
		fmt.Fprintf(w, "%d notes by %d authors\n", notes, authors)
	})
}

func caller(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
