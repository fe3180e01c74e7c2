package clients

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

// User asks one request after the other, and checks each answer. It returns
// which build has answered.
type User interface {
	Ask(path string) (version string, err error)
	String() string
}

// sent is the body of each request.
var sent = strings.Repeat("b", 100)

// Echo is the app that users ask. It says which build it is of, and repeats
// what it is sent.
func Echo(version string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(err)
		}
		w.Header().Set("X-Version", version)
		fmt.Fprintf(w, "%d %s %s", os.Getpid(), r.URL.Path, body)
	})
}

// check reads an answer of Echo.
func check(response *http.Response, path string) (version string, err error) {
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return "", err
	}
	if response.StatusCode != 200 || !strings.HasSuffix(string(text), " "+path+" "+sent) {
		return "", fmt.Errorf("%s %q", response.Status, text)
	}
	return response.Header.Get("X-Version"), nil
}

// Asker is a User of HTTP/1.1, which sends nothing again that has failed.
type Asker struct {
	Network, Addr string
	Secure        *tls.Config // nil for plain HTTP
	Kept          bool        // it keeps its connections

	conn net.Conn
	read *bufio.Reader
}

// String tells what kind of user it is.
func (c *Asker) String() string {
	return fmt.Sprintf("%s, TLS %t, kept %t", c.Network, c.Secure != nil, c.Kept)
}

func (c *Asker) dial() (net.Conn, error) {
	conn, err := net.Dial(c.Network, c.Addr)
	if err != nil || c.Secure == nil {
		return conn, err
	}
	return tls.Client(conn, c.Secure), nil
}

// Ask asks once. It is a new connection if the last answer has said so, or the
// last request has failed.
func (c *Asker) Ask(path string) (version string, err error) {
	if c.conn == nil {
		if c.conn, err = c.dial(); err != nil {
			c.conn = nil
			return "", err
		}
		c.read = bufio.NewReader(c.conn)
	}
	version, last, err := c.askBy(c.conn, path)
	if last || err != nil {
		c.conn.Close()
		c.conn = nil
	}
	return version, err
}

// Connected reports whether there is a connection for the next request.
func (c *Asker) Connected() bool { return c.conn != nil }

// askBy asks by a connection, and reports whether that was its last request.
func (c *Asker) askBy(conn net.Conn, path string) (version string, last bool, err error) {
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second)) // fails when it is closed
	word := "keep-alive"
	if !c.Kept {
		word = "close"
	}
	if _, err := fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nConnection: %s\r\nContent-Length: %d\r\n\r\n%s", path, word, len(sent), sent); err != nil {
		return "", false, err
	}
	response, err := http.ReadResponse(c.read, nil)
	if err != nil {
		return "", false, err
	}
	version, err = check(response, path)
	return version, response.Close, err
}

// Multiplexer is a User of HTTP/2.
type Multiplexer struct {
	http.Transport
	url string
}

// NewMultiplexer returns a user of the server at an address.
func NewMultiplexer(addr string) *Multiplexer {
	return &Multiplexer{Transport: http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: Believing(), ResponseHeaderTimeout: 20 * time.Second}, url: "https://" + addr}
}

// String tells what kind of user it is.
func (c *Multiplexer) String() string { return "HTTP/2" }

// Ask asks once.
func (c *Multiplexer) Ask(path string) (version string, err error) {
	request, err := http.NewRequest("POST", c.url+path, strings.NewReader(sent))
	if err != nil {
		return "", err
	}
	request.GetBody = nil // so that it is not sent again
	response, err := c.RoundTrip(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	if response.ProtoMajor != 2 {
		return "", fmt.Errorf("it speaks %s", response.Proto)
	}
	return check(response, path)
}

// Believing is for users who take any certificate, and go on with the
// sessions that they had.
func Believing() *tls.Config {
	return &tls.Config{InsecureSkipVerify: true, ClientSessionCache: tls.NewLRUClientSessionCache(1)}
}

// NewUnixTransport returns a transport to what listens on a unix socket.
func NewUnixTransport(path string) *http.Transport {
	return &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", path)
	}}
}
