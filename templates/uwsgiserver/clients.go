package uwsgiserver

import (
	"crypto/x509/pkix"
	"fmt"
	"net/http"
	"strings"

	"github.com/pastegen/pastegen/templates/values"
)

// named tells an app by HTTPS_DN, in the context and in environ, whose
// certificate a client has shown, as uWSGI does. The server has verified it.
func named(app http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			name := oneLine(r.TLS.PeerCertificates[0].Subject)
			r = r.WithContext(values.With(r.Context(), "HTTPS_DN", name))
		}
		app.ServeHTTP(w, r)
	})
}

// oneLine writes a name as X509_NAME_oneline of OpenSSL does: /O=Shop/CN=ann. But
// a slash in a part is \x2F: no part can pass for two.
func oneLine(name pkix.Name) string {
	var line strings.Builder
	for _, part := range name.Names {
		kind := shortName(part.Type.String())
		line.WriteString("/" + kind + "=")
		text := fmt.Sprint(part.Value)
		for i := range len(text) {
			if c := text[i]; c < ' ' || c > '~' || c == '/' {
				fmt.Fprintf(&line, `\x%02X`, c)
			} else {
				line.WriteByte(c)
			}
		}
	}
	return line.String()
}

// shortName is what OpenSSL calls a part of a name.
func shortName(number string) string {
	switch number {
	case "2.5.4.3":
		return "CN"
	case "2.5.4.4":
		return "SN"
	case "2.5.4.5":
		return "serialNumber"
	case "2.5.4.6":
		return "C"
	case "2.5.4.7":
		return "L"
	case "2.5.4.8":
		return "ST"
	case "2.5.4.9":
		return "street"
	case "2.5.4.10":
		return "O"
	case "2.5.4.11":
		return "OU"
	case "2.5.4.12":
		return "title"
	case "2.5.4.42":
		return "GN"
	case "1.2.840.113549.1.9.1":
		return "emailAddress"
	case "0.9.2342.19200300.100.1.1":
		return "UID"
	case "0.9.2342.19200300.100.1.25":
		return "DC"
	}
	return number
}
