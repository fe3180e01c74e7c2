package wsgi

import (
	"context"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/section"
	"github.com/pastegen/pastegen/templates/values"
)

type started = func(string, [][2]string, error) func([]byte) error

// raising fails when it is called, in its body, or not at all.
func raising(when string) App {
	return func(_ map[string]any, start started) iter.Seq[[]byte] {
		if when == "call" {
			panic("x")
		}
		start("200 OK", nil, nil)
		return func(yield func([]byte) bool) {
			if yield([]byte("body")) && when == "body" {
				panic("x")
			}
		}
	}
}

// within is middleware that iterates over the body of its app.
func within(next App) App {
	return func(environ map[string]any, start started) iter.Seq[[]byte] {
		body := next(environ, start)
		return func(yield func([]byte) bool) {
			for chunk := range body {
				if !yield(chunk) {
					return
				}
			}
		}
	}
}

func failed(app App) (w *httptest.ResponseRecorder, places []string) {
	w = httptest.NewRecorder()
	notes := &values.Notes{Context: context.Background()}
	defer func() {
		if recover() != nil {
			places = section.Failed(notes, "/wsgi.failed")
		}
	}()
	Handler(app).ServeHTTP(w, httptest.NewRequest("GET", "/", nil).WithContext(notes))
	return w, nil
}

func TestInSection(t *testing.T) {
	for when, want := range map[string][]string{"call": {"app", "filter"}, "body": {"app", "filter"}, "": nil} {
		w, got := failed(FilterInSection("filter", within)(InSection("app", raising(when))))
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", when, got, want)
		}
		if when == "" && w.Body.String() != "body" {
			t.Errorf("the body is %q", w.Body)
		}
	}
	if InSection("app", nil) != nil {
		t.Error("what is nil should stay nil")
	}
	none := func(map[string]any, started) iter.Seq[[]byte] { return nil }
	if body := InSection("app", none)(nil, nil); body != nil {
		t.Error("a body that is nil should stay nil")
	}
}

// TestFilesOfSections: what wsgi.file_wrapper has wrapped is still that.
func TestFilesOfSections(t *testing.T) {
	direct := false
	h := Handler(InSection("app", func(environ map[string]any, start started) iter.Seq[[]byte] {
		start("200 OK", nil, nil)
		return environ["wsgi.file_wrapper"].(func(io.Reader, int) iter.Seq[[]byte])(strings.NewReader("file"), 0)
	}))
	h.ServeHTTP(&readingFrom{httptest.NewRecorder(), &direct}, httptest.NewRequest("GET", "/", nil))
	if !direct {
		t.Error("the file has gone through memory")
	}
}

// readingFrom notes that ReadFrom is called.
type readingFrom struct {
	*httptest.ResponseRecorder
	called *bool
}

func (w *readingFrom) ReadFrom(r io.Reader) (int64, error) {
	*w.called = true
	return io.Copy(w.ResponseRecorder, r)
}

var _ http.ResponseWriter = (*readingFrom)(nil)
