package uwsgiserver

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestNames has what "openssl x509 -subject -nameopt compat" shows, but for the
// slash in a part.
func TestNames(t *testing.T) {
	for want, name := range map[string]pkix.Name{
		"/C=DE/O=Shop, Inc/CN=ann":                 {Country: []string{"DE"}, Organization: []string{"Shop, Inc"}, CommonName: "ann"},
		`/OU=a/OU=b/CN=caf\xC3\xA9\x0A\x2FCN=root`: {OrganizationalUnit: []string{"a", "b"}, CommonName: "café\n/CN=root"},
		"/1.2.3=x/emailAddress=a@b/UID=u/DC=d": {ExtraNames: []pkix.AttributeTypeAndValue{
			{Type: asn1.ObjectIdentifier{1, 2, 3}, Value: "x"}, {Type: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 1}, Value: "a@b"},
			{Type: asn1.ObjectIdentifier{0, 9, 2342, 19200300, 100, 1, 1}, Value: "u"}, {Type: asn1.ObjectIdentifier{0, 9, 2342, 19200300, 100, 1, 25}, Value: "d"},
		}},
		"": {},
	} {
		var read pkix.Name
		sequence := name.ToRDNSequence()
		read.FillFromRDNSequence(&sequence)
		if got := oneLine(read); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestNameOfAClient: apps find it if the section asks clients for certificates.
func TestNameOfAClient(t *testing.T) {
	shown := &tls.ConnectionState{PeerCertificates: []*x509.Certificate{{Subject: pkix.Name{Names: []pkix.AttributeTypeAndValue{{Type: asn1.ObjectIdentifier{2, 5, 4, 3}, Value: "ann"}}}}}}
	for _, tt := range []struct {
		https string
		state *tls.ConnectionState
		want  string
	}{
		{":443,c,k,,!ca", shown, "/CN=ann"},
		{":443,c,k,,ca", shown, "/CN=ann"},
		{":443,c,k,,ca", &tls.ConnectionState{}, "<nil>"},
		{":443,c,k,,ca", nil, "<nil>"},
		{":443,c,k", shown, "<nil>"},
	} {
		s, err := New(Options{HTTPS: []Secured{Secured(tt.https)}})
		if err != nil {
			t.Fatal(err)
		}
		got := "nobody"
		var app http.Handler = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = fmt.Sprint(r.Context().Value("HTTPS_DN")) })
		if s.Around != nil {
			app = s.Around(app)
		}
		r := httptest.NewRequest("GET", "/", nil)
		r.TLS = tt.state
		app.ServeHTTP(httptest.NewRecorder(), r)
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.https, got, tt.want)
		}
	}
}
