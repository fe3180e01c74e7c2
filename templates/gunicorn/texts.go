package gunicorn

import (
	"crypto/tls"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/templates/behind"
	"github.com/pastegen/pastegen/templates/certs"
	"github.com/pastegen/pastegen/templates/setting"
	"github.com/pastegen/pastegen/templates/syslog"
)

// CertReqs is 0, 1 or 2, "" if it is not written.
type CertReqs string

// UnmarshalText reads a number, or one of the names of Python's ssl.
func (c *CertReqs) UnmarshalText(text []byte) error {
	switch word(text) {
	case "0", "CERT_NONE":
		*c = "0"
	case "1", "CERT_OPTIONAL":
		*c = "1"
	case "2", "CERT_REQUIRED":
		*c = "2"
	default:
		return &setting.Error{Is: strconv.Quote(string(text)) + " does not say what is asked of clients", Hint: "0 is nothing, 1 a certificate if there is one, 2 a certificate"}
	}
	return nil
}

// word is the last part of a name with dots, in capitals.
func word(text []byte) string {
	name := strings.TrimSpace(string(text))
	return strings.ToUpper(name[strings.LastIndexByte(name, '.')+1:])
}

// SSLVersion is a version of TLS by one of Python's names, "" for all.
type SSLVersion string

// UnmarshalText reads a name or a number of Python's ssl.
func (v *SSLVersion) UnmarshalText(text []byte) error {
	switch name := strings.TrimPrefix(word(text), "PROTOCOL_"); name {
	case "TLS", "TLS_SERVER", "SSLV23", "2", "16", "17":
		*v = ""
	case "TLSV1_2", "5":
		*v = "TLSv1_2"
	case "TLSV1_3":
		*v = "TLSv1_3"
	case "SSLV2", "SSLV3", "TLSV1", "TLSV1_1", "0", "1", "3", "4":
		return &setting.Error{Is: strconv.Quote(string(text)) + " is a version of TLS that is broken, and not spoken here", Hint: "write TLSv1_2, or TLS for 1.2 and 1.3"}
	default:
		return &setting.Error{Is: strconv.Quote(string(text)) + " is no version of TLS", Hint: "write TLSv1_2, or TLS for 1.2 and 1.3"}
	}
	return nil
}

// bounds are the lowest and the highest version: 0 for Go's.
func (v SSLVersion) bounds() (low, high uint16) {
	switch v {
	case "TLSv1_2":
		return tls.VersionTLS12, tls.VersionTLS12
	case "TLSv1_3":
		return tls.VersionTLS13, 0
	}
	return 0, 0
}

// Ciphers are ciphers as OpenSSL writes them, "" for Go's.
type Ciphers string

// UnmarshalText implements encoding.TextUnmarshaler.
func (c *Ciphers) UnmarshalText(text []byte) error {
	if _, err := certs.Ciphers(string(text)); err != nil {
		return &setting.Error{Is: err.Error()}
	}
	*c = Ciphers(text)
	return nil
}

// ProxyProtocol is on or off, "" for off.
type ProxyProtocol string

// UnmarshalText reads a boolean, or a version, of which all are spoken.
func (p *ProxyProtocol) UnmarshalText(text []byte) error {
	switch strings.ToLower(strings.TrimSpace(string(text))) {
	case "v1", "v2", "auto":
		*p = "on"
		return nil
	}
	return (*setting.Switch)(p).UnmarshalText(text)
}

// Protocols are h1, or h1 and h2; "" for both.
type Protocols string

// UnmarshalText reads words with commas between them.
func (p *Protocols) UnmarshalText(text []byte) error {
	*p = "h1"
	for item := range strings.SplitSeq(string(text), ",") {
		switch strings.TrimSpace(item) {
		case "h1":
		case "h2":
			*p = ""
		case "h3":
			return &setting.Error{Is: "HTTP/3 is not spoken here", Hint: "write h1, or h1,h2"}
		default:
			return &setting.Error{Is: strconv.Quote(item) + " is no protocol", Hint: "write h1, or h1,h2"}
		}
	}
	return nil
}

// ForwarderHeaders are the headers SCRIPT_NAME and PATH_INFO; nil is SCRIPT_NAME.
type ForwarderHeaders []string

// UnmarshalText reads names with commas between them. There may be none.
func (f *ForwarderHeaders) UnmarshalText(text []byte) error {
	*f = ForwarderHeaders{}
	for item := range strings.SplitSeq(string(text), ",") {
		switch name := strings.ToUpper(strings.TrimSpace(item)); name {
		case "":
		case "SCRIPT_NAME", "PATH_INFO":
			*f = append(*f, name)
		default:
			return &setting.Error{Is: strconv.Quote(item) + " is not a header that a proxy can say something by here", Hint: "write SCRIPT_NAME"}
		}
	}
	return nil
}

// scriptName reports whether a proxy may send SCRIPT_NAME. PATH_INFO says
// nothing that the path does not.
func (f ForwarderHeaders) scriptName() bool {
	if f == nil {
		return true
	}
	for _, name := range f {
		if name == "SCRIPT_NAME" {
			return true
		}
	}
	return false
}

// SchemeHeaders are headers that tell https by a value; nil for gunicorn's own.
type SchemeHeaders []behind.Secure

// UnmarshalText reads what Python would take for a dictionary of texts.
func (h *SchemeHeaders) UnmarshalText(text []byte) error {
	bad := &setting.Error{Is: "these are no headers with values", Hint: "write them as {'X-FORWARDED-PROTO': 'https'}"}
	inner, opened := strings.CutPrefix(strings.TrimSpace(string(text)), "{")
	inner, closed := strings.CutSuffix(inner, "}")
	if !opened || !closed {
		return bad
	}
	*h = SchemeHeaders{}
	for item := range strings.SplitSeq(inner, ",") {
		if strings.TrimSpace(item) == "" {
			continue
		}
		name, value, found := strings.Cut(item, ":")
		name, isName := quoted(name)
		value, isValue := quoted(value)
		if !found || !isName || !isValue || name == "" {
			return bad
		}
		*h = append(*h, behind.Secure{Name: name, Value: value})
	}
	return nil
}

// quoted takes the quotes of a text of Python's away.
func quoted(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if len(text) < 2 || text[0] != text[len(text)-1] || text[0] != '\'' && text[0] != '"' {
		return "", false
	}
	inner := text[1 : len(text)-1]
	return inner, !strings.ContainsAny(inner, `'"\`)
}

// Protocol is http, "" if it is not written.
type Protocol string

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *Protocol) UnmarshalText(text []byte) error {
	switch *p = Protocol(strings.TrimSpace(string(text))); *p {
	case "http":
		return nil
	case "uwsgi":
		return &setting.Error{Is: "this server speaks HTTP", Hint: "web servers can speak HTTP too: proxy_pass in the place of uwsgi_pass"}
	}
	return &setting.Error{Is: strconv.Quote(string(*p)) + " is no protocol", Hint: "write http"}
}

// SyslogAddr is where a syslog daemon is.
type SyslogAddr string

// UnmarshalText reads udp://HOST:PORT, tcp://HOST:PORT, or unix://PATH with
// #dgram or #stream.
func (a *SyslogAddr) UnmarshalText(text []byte) error {
	*a = SyslogAddr(text)
	_, err := syslog.ParseAddress(string(text))
	return err
}

// SyslogFacility is a facility of syslog.
type SyslogFacility string

// UnmarshalText reads its name.
func (f *SyslogFacility) UnmarshalText(text []byte) error {
	*f = SyslogFacility(text)
	_, err := syslog.ParseFacility(string(text))
	return err
}
