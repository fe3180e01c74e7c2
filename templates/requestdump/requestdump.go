// Package requestdump prints each request and its answer on the standard
// output: the variables of the request, the headers of the answer, and the
// beginning of its body. It is for looking at what goes through while you
// develop.
//
// # Differences
//
// Secrets in headers are masked: Authorization, Cookie, X-Auth-Token and their
// likes. The variables are those of CGI. All of it is printed when the answer
// is complete, in one piece, so that answers at the same time do not mix; of a
// body up to 64 KB.
//
//paste:group logging
package requestdump

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/cgivars"
	"github.com/pastegen/pastegen/templates/oslo"
	"github.com/pastegen/pastegen/templates/response"
)

// Options are the keys of the section.
type Options struct {
	oslo.Keys
}

// New returns a filter that prints requests and answers.
//
//paste:filter_factory dump
//paste:stands_for egg:oslo.middleware#debug oslo_middleware:Debug.factory oslo_middleware.debug:Debug.factory
//paste:stands_for oslo.middleware:Debug.factory oslo.middleware.debug:Debug.factory
//paste:stands_for nova.openstack.common.middleware.debug:Debug.factory neutron.openstack.common.middleware.debug:Debug.factory
//paste:stands_for keystone.common.wsgi:Debug.factory
func New(Options) func(http.Handler) http.Handler {
	return printing(os.Stdout)
}

// printing returns a filter that prints to out.
func printing(out io.Writer) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a := &answer{w: w, text: environ(r)}
			defer func() {
				_, _ = out.Write(append(a.text, '\n')) // there is no better place to tell that it fails
			}()
			gate := response.NewGate(w, a)
			next.ServeHTTP(gate, r)
			_ = gate.Finish() // nobody is left who could be told
		})
	}
}

// environ shows a request.
func environ(r *http.Request) []byte {
	var text bytes.Buffer
	title(&text, "REQUEST ENVIRON")
	vars := cgivars.Of(r)
	for _, key := range slices.Sorted(maps.Keys(vars)) {
		fmt.Fprintf(&text, "%s = %s\n", key, oslo.Shown(key, vars[key]))
	}
	return append(text.Bytes(), '\n')
}

func title(text *bytes.Buffer, words string) {
	text.WriteString(strings.Repeat("*", 40) + " " + words + "\n")
}

// answer goes to the client and is shown, too.
type answer struct {
	w    http.ResponseWriter
	text []byte // what is to be printed
	body int    // how much of it is the body
}

// maxBody is how much of a body is shown.
const maxBody = 64 << 10

// Decide implements response.Decider.
func (a *answer) Decide(status int) response.Body {
	var text bytes.Buffer
	title(&text, "RESPONSE HEADERS")
	fmt.Fprintf(&text, "%d %s\n", status, http.StatusText(status))
	header := a.w.Header()
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			fmt.Fprintf(&text, "%s = %s\n", name, oslo.Shown(name, value))
		}
	}
	text.WriteByte('\n')
	title(&text, "BODY")
	a.text = append(a.text, text.Bytes()...)
	a.w.WriteHeader(status)
	return a
}

// Write implements response.Body.
func (a *answer) Write(p []byte) (int, error) {
	if room := maxBody - a.body; room > 0 {
		shown := p[:min(len(p), room)]
		a.text = append(a.text, shown...)
		a.body += len(shown)
		if a.body == maxBody {
			a.text = append(a.text, " ... and so on"...)
		}
	}
	return a.w.Write(p)
}

// Flush implements response.Body.
func (a *answer) Flush() error { return http.NewResponseController(a.w).Flush() }

// Close implements response.Body.
func (a *answer) Close() error { return nil }
