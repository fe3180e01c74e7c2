package accesslog

import (
	"net"
	"net/http"
	"net/textproto"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/escape"
)

// clf is how a time looks in the common format.
const clf = "02/Jan/2006:15:04:05 -0700"

// or appends text, or a dash for none.
func or(line []byte, text string) []byte {
	if text == "" {
		return append(line, '-')
	}
	return escape.Append(line, text)
}

func number(n int64) atom {
	return func(line []byte, _ *Entry) []byte { return strconv.AppendInt(line, n, 10) }
}

// pid appends the number of the process.
func pid() atom { return number(int64(os.Getpid())) }

func addr(line []byte, e *Entry) []byte { return or(line, host(e.Request.RemoteAddr)) }

// host returns an address without its port.
func host(addr string) string {
	if i := strings.LastIndexByte(addr, ':'); i >= 0 {
		addr = addr[:i]
		if strings.HasPrefix(addr, "[") {
			addr = strings.Trim(addr, "[]")
		}
	}
	return strings.TrimPrefix(addr, "@") // of a unix socket, which has no address
}

func dash(line []byte, _ *Entry) []byte { return append(line, '-') }

func user(line []byte, e *Entry) []byte { return or(line, e.user()) }

// user returns who a filter has found, else the name that the client gives.
func (e *Entry) user() string {
	if e.notes != nil {
		if name, _ := e.notes.Last("REMOTE_USER").(string); name != "" {
			return name
		}
	}
	if e.Request.Header["Authorization"] == nil {
		return ""
	}
	name, _, _ := e.Request.BasicAuth()
	return name
}

func begun(line []byte, e *Entry) []byte {
	line = append(line, '[')
	line = e.clock.append(line, e.Begin)
	return append(line, ']')
}

// requestLine appends the first line of the request.
func requestLine(line []byte, e *Entry) []byte {
	line = method(line, e)
	line = append(line, ' ')
	line = uri(line, e)
	line = append(line, ' ')
	return proto(line, e)
}

func method(line []byte, e *Entry) []byte { return escape.Append(line, e.Request.Method) }

// uri appends the path and the query as they came.
func uri(line []byte, e *Entry) []byte {
	if e.Request.RequestURI == "" {
		return or(line, e.Request.URL.RequestURI())
	}
	return escape.Append(line, e.Request.RequestURI)
}

func proto(line []byte, e *Entry) []byte { return escape.Append(line, e.Request.Proto) }

func path(line []byte, e *Entry) []byte { return escape.Append(line, e.Request.URL.Path) }

func query(line []byte, e *Entry) []byte { return escape.Append(line, e.Request.URL.RawQuery) }

// queryMarked appends the query as Apache does, with its question mark.
func queryMarked(line []byte, e *Entry) []byte {
	if e.Request.URL.RawQuery == "" {
		return line
	}
	return query(append(line, '?'), e)
}

func status(line []byte, e *Entry) []byte { return strconv.AppendInt(line, int64(e.Status), 10) }

func size(line []byte, e *Entry) []byte { return strconv.AppendInt(line, e.Bytes, 10) }

// sizeOrDash appends the size as Apache does.
func sizeOrDash(line []byte, e *Entry) []byte {
	if e.Bytes == 0 {
		return append(line, '-')
	}
	return size(line, e)
}

// took returns an atom for the time that the answer took, as a whole number of
// units.
func took(unit time.Duration) atom {
	return func(line []byte, e *Entry) []byte { return strconv.AppendInt(line, int64(e.Took/unit), 10) }
}

// seconds appends that time in seconds, to a millionth.
func seconds(line []byte, e *Entry) []byte {
	return strconv.AppendFloat(line, e.Took.Truncate(time.Microsecond).Seconds(), 'f', 6, 64)
}

// since returns an atom for the time of the request since 1970.
func since(unit time.Duration) atom {
	return func(line []byte, e *Entry) []byte {
		return strconv.AppendInt(line, e.Begin.UnixNano()/int64(unit), 10)
	}
}

// received returns an atom for a header of the request.
func received(name string) atom {
	name = textproto.CanonicalMIMEHeaderKey(name)
	return func(line []byte, e *Entry) []byte {
		if name == "Host" {
			return or(line, e.Request.Host)
		}
		return escape.AppendField(line, e.Request.Header[name])
	}
}

// sent returns an atom for a header of the answer.
func sent(name string) atom {
	name = textproto.CanonicalMIMEHeaderKey(name)
	return func(line []byte, e *Entry) []byte { return escape.AppendField(line, e.Answer.Header()[name]) }
}

// cookie returns an atom for a cookie of the request.
func cookie(name string) atom {
	return func(line []byte, e *Entry) []byte {
		for _, c := range e.Request.CookiesNamed(name) {
			return or(line, c.Value)
		}
		return append(line, '-')
	}
}

// serverName appends the host that the client asked for.
func serverName(line []byte, e *Entry) []byte {
	if name, _, err := net.SplitHostPort(e.Request.Host); err == nil {
		return or(line, name)
	}
	return or(line, e.Request.Host)
}

// local returns the address where the request has come in, and its port.
func (e *Entry) local() (host, port string) {
	addr, ok := e.Request.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return "", ""
	}
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String(), "" // a unix socket
	}
	return host, port
}

func localAddr(line []byte, e *Entry) []byte {
	host, _ := e.local()
	return or(line, host)
}

func localPort(line []byte, e *Entry) []byte {
	_, port := e.local()
	return or(line, port)
}

func remotePort(line []byte, e *Entry) []byte {
	_, port, _ := net.SplitHostPort(e.Request.RemoteAddr)
	return or(line, port)
}

// serverPort appends the port that the client asked for.
func serverPort(line []byte, e *Entry) []byte {
	if _, port, err := net.SplitHostPort(e.Request.Host); err == nil {
		return or(line, port)
	}
	if e.Request.TLS != nil {
		return append(line, "443"...)
	}
	return append(line, "80"...)
}

// environment returns an atom for a variable of a WSGI environ.
func environment(name string) atom {
	name = strings.ToUpper(name)
	known := map[string]atom{
		"REMOTE_ADDR": addr, "REMOTE_PORT": remotePort, "REQUEST_METHOD": method, "RAW_URI": uri, "REQUEST_URI": uri, "PATH_INFO": path,
		"QUERY_STRING": query, "SERVER_PROTOCOL": proto, "SERVER_NAME": localAddr, "SERVER_PORT": localPort, "REMOTE_USER": user,
		"CONTENT_TYPE": received("Content-Type"), "CONTENT_LENGTH": contentLength, "WSGI.URL_SCHEME": scheme,
	}
	if a := known[name]; a != nil {
		return a
	}
	if variable, ok := strings.CutPrefix(name, "HTTP_"); ok {
		return received(strings.ReplaceAll(variable, "_", "-"))
	}
	return func(line []byte, e *Entry) []byte {
		text, _ := e.notes.Last(name).(string)
		if text == "" {
			text, _ = e.notes.Last(strings.ToLower(name)).(string)
		}
		return or(line, text)
	}
}

func contentLength(line []byte, e *Entry) []byte {
	if e.Request.ContentLength < 0 {
		return append(line, '-')
	}
	return strconv.AppendInt(line, e.Request.ContentLength, 10)
}

func scheme(line []byte, e *Entry) []byte {
	if e.Request.TLS != nil {
		return append(line, "https"...)
	}
	return append(line, "http"...)
}
