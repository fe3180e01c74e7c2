// Package probe asks a program that runs whether it is well.
package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/pastegen/pastegen/templates/listen"
)

// timeout is how long the answer may take.
const timeout = 5 * time.Second

// Ask asks a program on the same machine for a path, by one of the addresses at
// which it listens, and returns the status of the answer.
func Ask(at string, https bool, path string) (status int, err error) {
	addr, err := listen.Parse(at, "")
	if err != nil {
		return 0, err
	}
	network, places, err := reach(addr)
	if err != nil {
		return 0, err
	}
	transport := &http.Transport{
		DialContext:     func(ctx context.Context, _, _ string) (net.Conn, error) { return dialFirst(ctx, network, places) },
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, // the certificate is for others, who know the host by a name
	}
	defer transport.CloseIdleConnections()
	client := &http.Client{
		Transport:     transport,
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	scheme := "http"
	if https {
		scheme = "https"
	}
	response, err := client.Get(scheme + "://localhost" + path)
	if err != nil {
		return 0, err
	}
	response.Body.Close()
	return response.StatusCode, nil
}

// dialFirst connects to the first of several places that can be reached.
func dialFirst(ctx context.Context, network string, places []string) (net.Conn, error) {
	var errs []error
	for _, place := range places {
		c, err := (&net.Dialer{}).DialContext(ctx, network, place)
		if err == nil {
			return c, nil
		}
		errs = append(errs, err)
	}
	return nil, errors.Join(errs...)
}

// reach returns how a client on the same machine reaches an address. An empty
// image has no file that would say what localhost is.
func reach(a listen.Address) (network string, places []string, err error) {
	switch {
	case a.Path != "":
		return "unix", []string{a.Path}, nil
	case a.FD != "" || a.Port == "0":
		return "", nil, errors.New("nobody knows the port of " + a.String() + ": say -listen, too")
	}
	hosts := []string{a.Host}
	if ip := net.ParseIP(a.Host); a.Host == "" || a.Host == "localhost" || ip != nil && ip.IsUnspecified() {
		hosts = []string{"127.0.0.1", "::1"}
	}
	for _, host := range hosts {
		places = append(places, net.JoinHostPort(host, a.Port))
	}
	return "tcp", places, nil
}
