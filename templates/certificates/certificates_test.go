package certificates

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/pastegen/pastegen/templates/certs"
)

// source has no certificates.
type source struct{}

func (source) GetCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, nil }

// server is what a server is to its app: by a name it takes certificates.
type server struct {
	context.Context
	takes any
}

func (s server) Value(key any) any {
	if key == "pastegen.certificates" {
		return s.takes
	}
	return s.Context.Value(key)
}

// TestNew: the server is given where certificates are from, and requests go on as they
// are. Without such a server there is an error.
func TestNew(t *testing.T) {
	for name, value := range map[string]any{"no server": nil, "another": func() {}} {
		if filter, err := New(server{t.Context(), value}, source{}); err == nil || filter != nil {
			t.Errorf("%s: there is no error", name)
		}
	}
	var given certs.Source
	filter, err := New(server{t.Context(), func(s certs.Source) { given = s }}, source{})
	if err != nil || given != (source{}) {
		t.Fatalf("given is %v, %v", given, err)
	}
	w := httptest.NewRecorder()
	filter(http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != http.StatusNotFound {
		t.Errorf("the answer has %d", w.Code)
	}
}
