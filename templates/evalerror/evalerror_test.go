package evalerror

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/values"
)

func TestErrorsAreShownOnlyInDebug(t *testing.T) {
	for _, debug := range []bool{false, true} {
		var log bytes.Buffer
		o := Options{Debug: debug, XMLHTTPKey: "_"}
		h := New(o, slog.New(slog.NewTextHandler(&log, nil)))(
			http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				values.With(r.Context(), "paste.config", map[string]string{"dsn": strings.ToLower("DB://A:S3CRET@H")})
				panic("it failed")
			}))
		if warned := strings.Contains(log.String(), "level=WARN"); warned == debug {
			t.Errorf("debug %v: %s", debug, &log)
		}
		for _, target := range []string{"/", "/?_=1"} {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest("GET", target, nil))
			body := w.Body.String()
			if w.Code != 500 || strings.Contains(body, "it failed") != debug || strings.Contains(body, "evalerror_test.go") != debug || strings.Contains(body, strings.ToLower("S3CRET")) {
				t.Errorf("debug %v, %s: %d %s", debug, target, w.Code, body)
			}
			if strings.Contains(body, "<html") != (target == "/" || !debug) || strings.Contains(body, "<scr"+"ipt") || strings.Contains(body, "<fo"+"rm") {
				t.Errorf("debug %v, %s: %s", debug, target, body)
			}
		}
	}
}
