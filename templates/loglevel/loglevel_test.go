package loglevel

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/values"
)

// fake is a log with levels.
type fake map[string]string

func (f fake) levels(logger, level string) (map[string]string, error) {
	switch level {
	case "?":
	case "loud":
		return nil, errors.New("loud is no level")
	default:
		f[logger] = level
	}
	return f, nil
}

func ask(app http.Handler, method, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	app.ServeHTTP(w, r)
	return w
}

func TestLevels(t *testing.T) {
	log := fake{"root": "INFO"}
	app := New(values.With(context.Background(), "pastegen.loglevels", log.levels))
	for _, tt := range []struct {
		method, body string
		status       int
		want         string
	}{
		{"GET", "", 200, `{"root":"INFO"}`},
		{"POST", "logger=nova.api&level=debug", 200, `{"nova.api":"debug","root":"INFO"}`},
		{"PUT", "logger=nova.api&level=", 200, `{"nova.api":"","root":"INFO"}`},
		{"POST", "logger=root&level=loud", 400, "loud is no level"},
		{"POST", "logger=root", 400, "Give a level"},
		{"POST", "level=debug&x=" + strings.Repeat("y", 5000), 400, "Give a level"},
		{"POST", "%%", 400, "Give a level"},
		{"DELETE", "", 405, "Levels are asked for with GET"},
	} {
		w := ask(app, tt.method, tt.body)
		if w.Code != tt.status || !strings.HasPrefix(w.Body.String(), tt.want) {
			t.Errorf("%s %.40s: %d %s", tt.method, tt.body, w.Code, w.Body)
		}
		if h := w.Header(); w.Code == 200 && (h.Get("Content-Type") != "application/json" || h.Get("Cache-Control") != "no-store") {
			t.Errorf("%s %.40s: %v", tt.method, tt.body, h)
		}
	}
}

// TestOtherSites: no page of another site changes a level.
func TestOtherSites(t *testing.T) {
	log := fake{"root": "INFO"}
	app := New(values.With(context.Background(), "pastegen.loglevels", log.levels))
	if w := ask(app, "POST", "logger=root&level=debug", "Sec-Fetch-Site", "cross-site"); w.Code != 403 || log["root"] != "INFO" {
		t.Errorf("%d %v", w.Code, log)
	}
	if w := ask(app, "POST", "logger=root&level=debug", "Sec-Fetch-Site", "same-origin"); w.Code != 200 || log["root"] != "debug" {
		t.Errorf("%d %v", w.Code, log)
	}
}

func TestAnothersLog(t *testing.T) {
	if w := ask(New(context.Background()), "GET", ""); w.Code != 501 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
