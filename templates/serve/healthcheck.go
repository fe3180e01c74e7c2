package serve

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/pastegen/pastegen/templates/listen"
)

// healthTime is how long the answer to -healthcheck may take.
const healthTime = 5 * time.Second

// healthcheck asks the program that runs whether it is well, by the first of
// its addresses, and returns the exit code: 0 for a status below 400. A
// container without any other program asks itself so.
func healthcheck(stdout, stderr io.Writer, path string, apps []App) int {
	for _, app := range apps {
		app, err := app.served()
		if err != nil {
			fmt.Fprintln(stderr, err)
			return 1
		}
		if app.Serve != nil || len(app.Addrs) == 0 {
			continue
		}
		status, err := ask(app, path)
		if err != nil {
			fmt.Fprintln(stderr, err)
			return 1
		}
		fmt.Fprintln(stdout, status, http.StatusText(status))
		if status >= http.StatusBadRequest {
			return 1
		}
		return 0
	}
	fmt.Fprintln(stderr, "-healthcheck: no app is served by HTTP")
	return 1
}

// ask asks at the first address of an app.
func ask(app App, path string) (status int, err error) {
	addr, err := listen.Parse(app.Addrs[0], "")
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
		Timeout:       healthTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	scheme := "http"
	if app.settings.TLS.Enabled() {
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
		return "", nil, errors.New("-healthcheck: nobody knows the port of " + a.String() + ": say -listen, too")
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
