package shadow

import (
	"cmp"
	"fmt"
	"net/http"
	"sync"

	"github.com/pastegen/pastegen/templates/secret"
)

// recording is a request on its way.
type recording struct {
	pair    *pair
	request *http.Request // as it came
	first   *answer

	mu    sync.Mutex
	below []*exchange // what first has asked, in its order
	skip  string      // why nothing can be compared; empty while it can
	about string      // more about that
}

// exchange is a request of a filter to what is below, and the answer.
type exchange struct {
	environ map[string]any
	answer  *answer
	ended   bool
	used    bool
}

// add notes what is asked below.
func (rec *recording) add(e *exchange) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.below = append(rec.below, e)
}

// end notes that it is answered.
func (rec *recording) end(e *exchange) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	e.ended = true
}

// leave notes that there is nothing to compare. The first reason counts.
func (rec *recording) leave(why, about string) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if rec.skip == "" {
		rec.skip, rec.about = why, about
	}
}

// left returns why there is nothing to compare, if so.
func (rec *recording) left() (why, about string) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return rec.skip, rec.about
}

// check returns why what was recorded is of no use, if so.
func (rec *recording) check() (why, about string) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	for _, e := range rec.below {
		if rec.skip == "" && !e.ended {
			rec.skip = running
		}
	}
	if rec.skip == "" && rec.first.hijacked {
		rec.skip = hijacked
	}
	return rec.skip, rec.about
}

// find returns what was answered to a request below. If that cannot be given
// again, it notes why.
func (rec *recording) find(environ map[string]any) *exchange {
	rec.mu.Lock()
	e, about := rec.findLocked(environ)
	rec.mu.Unlock()
	switch {
	case e == nil:
		rec.leave(otherRequest, about)
	case e.answer.raised:
		rec.leave(raisedBelow, "")
	case e.answer.hijacked:
		rec.leave(hijacked, "")
	case e.answer.size > int64(len(e.answer.body)):
		rec.leave(large, fmt.Sprintf("%d bytes", e.answer.size))
	default:
		return e
	}
	return nil
}

// findLocked returns the first answer to a request which was not given again, or
// else another one to the same request. Without one it tells what is different.
func (rec *recording) findLocked(environ map[string]any) (*exchange, string) {
	var again *exchange
	about := ""
	for _, e := range rec.below {
		what := rec.pair.changed(e.environ, environ)
		switch {
		case what == "" && !e.used:
			e.used = true
			return e, ""
		case what == "":
			again = cmp.Or(again, e)
		case !e.used:
			about = cmp.Or(about, what)
		}
	}
	if len(rec.below) == 0 {
		about = rec.pair.client.String() + " asks nothing below"
	}
	return again, about
}

// asked is what the client has asked for, without secrets in it.
func (rec *recording) asked() string {
	u := rec.request.RequestURI
	if u == "" {
		u = rec.request.URL.RequestURI()
	}
	return secret.Redact(u)
}
