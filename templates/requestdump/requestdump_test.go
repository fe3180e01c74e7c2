package requestdump

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestPrint(t *testing.T) {
	var out bytes.Buffer
	h := printing(&out)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-A", "answer")
		w.Header().Set("Set-Cookie", "secret")
		w.WriteHeader(201)
		_, _ = io.WriteString(w, "the body")
	}))
	r := httptest.NewRequest("GET", "/path?q", nil)
	r.Header = http.Header{"X-B": {"request"}, "Authorization": {"secret"}, "X-Auth-Token": {"secret"}, "Cookie": {"secret"}}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != 201 || w.Body.String() != "the body" || w.Header().Get("X-A") != "answer" {
		t.Errorf("%d %q %v", w.Code, w.Body, w.Header())
	}
	stars := strings.Repeat("*", 40)
	for _, text := range []string{
		stars + " REQUEST ENVIRON\n", "\nHTTP_X_B = request\n", "\nPATH_INFO = /path\n", "\nHTTP_AUTHORIZATION = ********\n", "\nHTTP_X_AUTH_TOKEN = ********\n", "\nHTTP_COOKIE = ********\n",
		stars + " RESPONSE HEADERS\n201 Created\n", "\nX-A = answer\n", "\nSet-Cookie = ********\n", stars + " BODY\nthe body\n",
	} {
		if !strings.Contains(out.String(), text) {
			t.Errorf("no %q in\n%s", text, out.String())
		}
	}
	if strings.Contains(out.String(), "secret") {
		t.Errorf("a secret is shown:\n%s", out.String())
	}
}

func TestLargeBodiesAndPanics(t *testing.T) {
	var out bytes.Buffer
	h := printing(&out)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for range 3 {
			_, _ = w.Write(make([]byte, maxBody/2+1))
		}
		panic("x")
	}))
	w := httptest.NewRecorder()
	func() {
		defer func() { _ = recover() }()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	}()
	if w.Body.Len() != 3*(maxBody/2+1) || bytes.Count(out.Bytes(), []byte{0}) != maxBody || strings.Count(out.String(), "... and so on") != 1 {
		t.Errorf("%d bytes are answered, %d shown", w.Body.Len(), bytes.Count(out.Bytes(), []byte{0}))
	}
}

func TestStreaming(t *testing.T) {
	sent := make(chan bool)
	server := httptest.NewServer(printing(io.Discard)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "a")
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
		<-sent
	})))
	defer server.Close()
	answer, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if n, err := answer.Body.Read(make([]byte, 1)); n != 1 {
		t.Error(err)
	}
	close(sent)
}
