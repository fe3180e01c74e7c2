package section

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/pastegen/pastegen/templates/values"
)

// catch serves a request to an app, and returns what has failed if it panics.
func catch(ctx context.Context, app http.Handler) (failed []string) {
	notes := &values.Notes{Context: ctx}
	defer func() {
		if recover() != nil {
			failed = Failed(notes, "/section.catch")
		}
	}()
	app.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil).WithContext(notes))
	return nil
}

func fails(http.ResponseWriter, *http.Request) { panic("x") }

func fine(http.ResponseWriter, *http.Request) {}

// app and filter are sections: a filter has an app.
func app(place string, f http.HandlerFunc) http.Handler { return App(place, f) }

func filter(place string, next http.Handler, f func(w http.ResponseWriter, r *http.Request, next http.Handler)) http.Handler {
	return Filter(place, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { f(w, r, next) })
	})(next)
}

func through(w http.ResponseWriter, r *http.Request, next http.Handler) { next.ServeHTTP(w, r) }

// again panics again, as filters do that have looked at what there is.
func again(w http.ResponseWriter, r *http.Request, next http.Handler) {
	defer func() {
		if v := recover(); v != nil {
			panic(fmt.Errorf("again: %v", v))
		}
	}()
	next.ServeHTTP(w, r)
}

func swallow(w http.ResponseWriter, r *http.Request, next http.Handler) {
	defer func() { _ = recover() }()
	next.ServeHTTP(w, r)
}

// own fails itself, after its app.
func own(w http.ResponseWriter, r *http.Request, next http.Handler) {
	swallow(w, r, next)
	panic("own")
}

// hop runs its app in a goroutine of its own.
func hop(w http.ResponseWriter, r *http.Request, next http.Handler) {
	ended := make(chan any)
	go func() {
		defer func() {
			v := recover()
			if v != nil {
				Moved(r.Context())
			}
			ended <- v
		}()
		next.ServeHTTP(w, r)
	}()
	if v := <-ended; v != nil {
		panic(v)
	}
}

// either asks both apps, and the second one last, as a cascade.
func either(first http.Handler, second http.Handler) http.Handler {
	return App("either", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		swallow(w, r, first)
		second.ServeHTTP(w, r)
	}))
}

func deep(n int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if n == 0 {
			panic("deep")
		}
		deep(n-1)(w, r)
	}
}

func TestFailed(t *testing.T) {
	bad, good := app("bad", fails), app("good", fine)
	for name, c := range map[string]struct {
		app  http.Handler
		want []string
	}{
		"nothing":              {filter("a", good, through), nil},
		"an app":               {bad, []string{"bad"}},
		"without a mark":       {http.HandlerFunc(fails), nil},
		"below filters":        {filter("a", filter("b", bad, through), through), []string{"bad", "b", "a"}},
		"a filter, after all":  {filter("a", filter("b", good, own), through), []string{"b", "a"}},
		"not what was caught":  {filter("a", filter("b", bad, own), through), []string{"b", "a"}},
		"panics again":         {filter("a", filter("b", filter("c", bad, through), again), again), []string{"bad", "c", "b", "a"}},
		"the second of two":    {either(filter("a", app("first", fails), through), app("second", fails)), []string{"second", "either"}},
		"first, then itself":   {either(app("first", fails), good), nil},
		"another goroutine":    {filter("a", filter("timeout", filter("b", bad, through), hop), through), []string{"bad", "b", "timeout", "a"}},
		"two other goroutines": {filter("t1", filter("t2", bad, hop), hop), []string{"bad", "t2", "t1"}},
		"caught in another":    {filter("a", filter("timeout", bad, hop), own), []string{"a"}},
		"a deep stack":         {filter("a", app("deep", deep(3000)), through), []string{"deep", "a"}},
	} {
		if got := catch(context.Background(), c.app); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestOutside: sections outside whoever catches have not failed.
func TestOutside(t *testing.T) {
	var failed []string
	outer := filter("outer", app("inner", fails), func(_ http.ResponseWriter, r *http.Request, next http.Handler) {
		failed = catch(r.Context(), next)
	})
	if got := catch(context.Background(), outer); got != nil || !slices.Equal(failed, []string{"inner"}) {
		t.Errorf("inside %q, outside %q", failed, got)
	}
}

// TestNobodyWantsToKnow has a request that nobody catches panics of.
func TestNobodyWantsToKnow(t *testing.T) {
	defer func() {
		if v := recover(); v != "x" {
			t.Error(v)
		}
	}()
	h := filter("timeout", app("bad", fails), hop)
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
}

func TestNil(t *testing.T) {
	none := func(http.Handler) http.Handler { return nil }
	if App("a", nil) != nil || Filter("a", none)(nil) != nil {
		t.Error("what is nil should stay nil")
	}
}

func TestCosts(t *testing.T) {
	h := app("good", fine)
	w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)
	if n := testing.AllocsPerRun(100, func() { h.ServeHTTP(w, r) }); n != 0 {
		t.Errorf("a call allocates %v times", n)
	}
}
