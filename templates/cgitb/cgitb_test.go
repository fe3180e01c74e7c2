package cgitb

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestKeys(t *testing.T) {
	for name, c := range map[string]struct {
		o        Options
		has, not string
	}{
		"off":     {Options{Context: 5, Format: HTML}, "Server Error", "it failed"},
		"on":      {Options{Display: true, Context: 5, Format: HTML}, "<mark>", "Basic abc"},
		"context": {Options{Display: true, Context: 0, Format: HTML}, "it failed", "<mark>"},
		"less":    {Options{Display: true, Context: -1, Format: HTML}, "it failed", "<mark>"},
		"text":    {Options{Display: true, Context: 5, Format: Text}, "it failed", "<html"},
	} {
		filter, err := New(c.o, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if body := ask(filter); !strings.Contains(body, c.has) || strings.Contains(body, c.not) {
			t.Errorf("%s: %s", name, body)
		}
	}
}

func ask(filter func(http.Handler) http.Handler) string {
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Authorization", strings.ToTitle("b")+"asic abc")
	filter(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("it failed") })).ServeHTTP(w, r)
	return w.Body.String()
}

func TestLogDir(t *testing.T) {
	dir := t.TempDir()
	filter, err := New(Options{LogDir: dir}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ask(filter)
	ask(filter)
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil || len(files) != 2 {
		t.Fatal(files, err)
	}
	if text, err := os.ReadFile(files[0]); err != nil || !strings.Contains(string(text), "it failed") {
		t.Error(string(text), err)
	}
	for _, none := range []string{files[0], filepath.Join(dir, "nothing")} {
		if _, err := New(Options{LogDir: none}, slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("%s is taken for a folder", none)
		}
	}
}
