package serve

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/certificates"
	"github.com/pastegen/pastegen/templates/certs"
)

// source is a certificate for all hosts.
type source struct{ *tls.Certificate }

func (s source) GetCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	return s.Certificate, nil
}

// TestCertificatesOfAFilter serves an app whose filter gives certificates, by a
// server that wants them and by one that does not.
func TestCertificatesOfAFilter(t *testing.T) {
	made := httptest.NewUnstartedServer(nil)
	made.StartTLS()
	defer made.Close()
	build := func(ctx context.Context) (http.Handler, func(context.Context) error, error) {
		filter, err := certificates.New(ctx, source{&made.TLS.Certificates[0]})
		if err != nil {
			return nil, nil, err
		}
		return filter(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.TLS != nil) })), nil, nil
	}
	for _, cert := range []string{certs.Given, ""} {
		var log logBuffer
		s := newServing(slog.New(slog.NewTextHandler(&log, nil)))
		server := func() (Server, error) {
			return Server{Addrs: []string{"127.0.0.1:0"}, TLS: certs.Options{Cert: cert}}, nil
		}
		signals, end := context.WithCancel(context.Background())
		ran := make(chan bool)
		go func() { ran <- s.run(signals, []App{{Name: "shop", Build: build, Server: server}}) }()
		for deadline := time.Now().Add(20 * time.Second); !strings.Contains(log.String(), "msg=listening") && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
		if unused := strings.Contains(log.String(), "are not used"); unused != (cert == "") {
			t.Errorf("%q: the log is %s", cert, &log)
		}
		place := s.apps[0].listeners[0].Addr().String()
		if cert == "" {
			place = "http://" + place
		} else {
			place = "https://" + place
		}
		response, err := made.Client().Get(place)
		if err != nil {
			t.Fatal(err)
		}
		var body bytes.Buffer
		_, _ = body.ReadFrom(response.Body)
		response.Body.Close()
		if body.String() != fmt.Sprint(cert != "") {
			t.Errorf("%q: %s", cert, &body)
		}
		end()
		if !<-ran || !s.shutDown() {
			t.Errorf("%q: the log is %s", cert, &log)
		}
	}
}

// TestCertificatesOfNobody are wanted by a server.
func TestCertificatesOfNobody(t *testing.T) {
	var log logBuffer
	s := newServing(slog.New(slog.NewTextHandler(&log, nil)))
	app := App{Name: "shop", Build: buildReleased(nil), Server: func() (Server, error) {
		return Server{Addrs: []string{"127.0.0.1:0"}, TLS: certs.Options{Cert: certs.Given}}, nil
	}}
	if s.run(context.Background(), []App{app}) || !strings.Contains(log.String(), "the app has no filter egg:pastegen#certificates") {
		t.Errorf("the log is %s", &log)
	}
	s.shutDown()
	if _, err := certificates.New(context.Background(), source{}); err == nil {
		t.Error("there is a server")
	}
}
