package shadow

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestCheck: the first reason counts not to compare.
func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		skip            string
		ended, hijacked bool
		want            string
	}{
		{"", true, false, ""}, {"", false, false, running}, {"", true, true, hijacked}, {"", false, true, running},
		{withBody, true, false, withBody}, {withBody, false, false, withBody}, {withBody, false, true, withBody}, {withBody, true, true, withBody},
	} {
		rec := &recording{skip: tt.skip, first: &answer{hijacked: tt.hijacked}, below: []*exchange{{ended: true}, {ended: tt.ended}}}
		if got, _ := rec.check(); got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}

// TestReplayed: what was answered below is added to what the filter has set, or
// takes its place. Nobody answers who asks otherwise, or too late.
func TestReplayed(t *testing.T) {
	p := &pair{}
	r := httptest.NewRequest("GET", "/", nil)
	rec := &recording{pair: p, below: []*exchange{{environ: environOf(r), answer: &answer{
		status: 202, size: 4, body: []byte("body"),
		header: http.Header{"Set-Cookie": {"new"}, "Vary": {"new"}, "X-A": {"new"}},
	}}}}
	replay := func(r *http.Request, rec *recording) (w *httptest.ResponseRecorder, raised any) {
		defer func() { raised = recover() }()
		w = httptest.NewRecorder()
		for _, name := range []string{"Set-Cookie", "Vary", "X-A", "X-B"} {
			w.Header().Set(name, "old")
		}
		if rec != nil {
			r = r.WithContext(context.WithValue(r.Context(), key{p}, rec))
		}
		(&replayed{p}).ServeHTTP(w, r)
		return w, nil
	}
	w, raised := replay(r, rec)
	if got := fmt.Sprint(w.Code, w.Body, w.Header()); got != "202 body map[Set-Cookie:[old new] Vary:[old new] X-A:[new] X-B:[old]]" || raised != nil {
		t.Errorf("%s, and %v", got, raised)
	}
	other := &recording{pair: p, below: []*exchange{{environ: map[string]any{"PATH_INFO": "/other"}}}}
	for name, rec := range map[string]*recording{"late": nil, "another": other} {
		if _, raised := replay(r, rec); raised != http.ErrAbortHandler {
			t.Errorf("%s: %v", name, raised)
		}
	}
}
