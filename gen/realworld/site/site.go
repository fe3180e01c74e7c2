// Package site has the few pages that stand behind the filters here. None of
// them knows the packages that the filters come from.
package site

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Echo answers with the request as it arrived: its line, where it came from,
// its headers and its body. A body that cannot be read is a 400.
func Echo(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%s %s\nfrom %s\nto %s://%s\n", r.Method, r.URL.RequestURI(), r.RemoteAddr, r.URL.Scheme, r.Host)
	var names []string
	for name := range r.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&out, "%s: %s\n", name, strings.Join(r.Header[name], ", "))
	}
	fmt.Fprintf(&out, "\n%s\n", body)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	io.WriteString(w, out.String())
}

// Panic fails.
func Panic(http.ResponseWriter, *http.Request) { panic("so be it") }

// Page is a text that is long enough to be compressed.
func Page(text string, repeat int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, strings.Repeat(text, repeat))
	})
}

// Slow answers after so long, or gives up with the request.
func Slow(wait time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(wait):
			io.WriteString(w, "at last")
		case <-r.Context().Done():
		}
	})
}

// IsPost reports whether a request posts.
func IsPost(r *http.Request) bool { return r.Method == http.MethodPost }

// IsExample reports whether an origin is of the domain .example.
func IsExample(origin string) bool { return strings.HasSuffix(origin, ".example") }

// FromExample reports whether a request's origin is of the domain .example.
func FromExample(_ *http.Request, origin string) bool { return IsExample(origin) }

// ByToken tells requests apart by a header.
func ByToken(r *http.Request) (string, error) { return r.Header.Get("X-Token"), nil }

// TryLater sends requests away.
func TryLater(w http.ResponseWriter, r *http.Request) {
	http.Error(w, "try later", http.StatusServiceUnavailable)
}
