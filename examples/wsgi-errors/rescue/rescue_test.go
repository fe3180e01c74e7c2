package rescue

import (
	"errors"
	"iter"
	"net/http"
	"strings"
	"testing"
)

// run calls the rescued application as a server does, and returns what went out
// and what was raised. take may raise too.
func run(app App, take func(chunk string)) (out []string, raised any) {
	defer func() { raised = recover() }()
	start := func(status string, _ [][2]string, excInfo error) func([]byte) error {
		if excInfo != nil && len(out) > 1 { // more than a status
			panic(excInfo)
		}
		out = []string{status}
		return nil
	}
	environ := map[string]any{"wsgi.errors": &strings.Builder{}}
	for chunk := range MakeRescue("sorry")(app)(environ, start) {
		out = append(out, string(chunk))
		take(string(chunk))
	}
	return out, nil
}

func TestRescue(t *testing.T) {
	cause := errors.New("cause")
	for _, tt := range []struct {
		name   string
		raise  any    // by the application
		after  string // which chunk; "" before it calls start, "start" after that
		server any    // raised by the server that takes chunk "a"
		want   string
		raised any
	}{
		{name: "well", want: "200 OK a b"},
		{name: "before start", raise: cause, want: "500 Oops sorry\n"},
		{name: "after start", raise: cause, after: "start", want: "500 Oops sorry\n"},
		{name: "no error", raise: "text", after: "start", want: "500 Oops sorry\n"},
		{name: "after a chunk", raise: cause, after: "a", want: "200 OK a", raised: cause},
		{name: "asked to abort", raise: http.ErrAbortHandler, after: "start", want: "200 OK", raised: http.ErrAbortHandler},
		{name: "the server's", server: cause, want: "200 OK a", raised: cause},
	} {
		closed := 0
		app := func(_ map[string]any, start Start) iter.Seq[[]byte] {
			at := func(place string) {
				if tt.raise != nil && tt.after == place {
					panic(tt.raise)
				}
			}
			return func(yield func([]byte) bool) {
				defer func() { closed++ }()
				at("")
				start("200 OK", nil, nil)
				at("start")
				for _, chunk := range []string{"a", "b"} {
					if !yield([]byte(chunk)) {
						return
					}
					at(chunk)
				}
			}
		}
		out, raised := run(app, func(chunk string) {
			if tt.server != nil && chunk == "a" {
				panic(tt.server)
			}
		})
		if strings.Join(out, " ") != tt.want || raised != tt.raised || closed != 1 {
			t.Errorf("%s: %q, %v, closed %d times; want %q, %v", tt.name, out, raised, closed, tt.want, tt.raised)
		}
	}
}
