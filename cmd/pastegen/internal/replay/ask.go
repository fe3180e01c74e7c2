package replay

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// Client asks a server that listens on a unix socket.
type Client struct {
	socket    string
	transport *http.Transport
}

// NewClient returns a client for the socket of that path.
func NewClient(socket string) *Client {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", socket)
	}
	return &Client{socket, &http.Transport{DialContext: dial, DisableCompression: true}}
}

// Await waits until the server listens. The error is that of ctx.
func (c *Client) Await(ctx context.Context) error {
	for {
		conn, err := net.Dial("unix", c.socket)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Ask asks one request, and reads the answer to its end.
func (c *Client) Ask(ctx context.Context, r Request) error {
	out, err := http.NewRequestWithContext(ctx, r.Method, "http://localhost/", nil)
	if err != nil {
		return err
	}
	out.URL = &url.URL{Scheme: "http", Host: "localhost", Opaque: r.Target}
	if r.Referer != "" {
		out.Header.Set("Referer", r.Referer)
	}
	out.Header.Set("User-Agent", r.Browser)
	answer, err := c.transport.RoundTrip(out)
	if err != nil {
		return fmt.Errorf("%s %s: %w", r.Method, r.Target, err)
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}

// Close closes the connections.
func (c *Client) Close() { c.transport.CloseIdleConnections() }
