package sizelimit

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestSize(t *testing.T) {
	for text, want := range map[string]Size{
		"0": 0, "17": 17, "17B": 17, "64KB": 64 << 10, "64 kb": 64 << 10, "10m": 10 << 20, " 1GB ": 1 << 30,
		"": -1, "B": -1, "KB": -1, "-1": -1, "1.5MB": -1, "1TB": -1, "1KKB": -1, "9223372036854775807K": -1, "ten": -1,
	} {
		got := Size(-1)
		if err := got.UnmarshalText([]byte(text)); got != want || (err == nil) != (want >= 0) {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
}

func FuzzSize(f *testing.F) {
	f.Add("64KB")
	f.Add("B")
	f.Fuzz(func(t *testing.T, text string) {
		var size Size
		if size.UnmarshalText([]byte(text)) == nil && size < 0 {
			t.Errorf("%q: %d", text, size)
		}
	})
}

func TestMaxBody(t *testing.T) {
	h := NewMaxBody(MaxBodyOptions{Size: 3})(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.ReadAll(r.Body) }))
	for body, want := range map[string]int{"abc": 200, "abcd": 413} {
		for _, length := range []int64{int64(len(body)), -1} {
			r := httptest.NewRequest("POST", "/", strings.NewReader(body))
			r.ContentLength = length
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != want || want == 413 && !strings.Contains(w.Body.String(), "Larger than size (3).") {
				t.Errorf("%s, length %d: %d %s", body, length, w.Code, w.Body)
			}
		}
	}
}
