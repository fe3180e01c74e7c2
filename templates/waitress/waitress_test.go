package waitress

import (
	"fmt"
	"testing"

	"github.com/pastegen/pastegen/templates/address"
)

func TestAddrs(t *testing.T) {
	for _, c := range []struct {
		options Options
		want    string
	}{
		{Options{}, "[0.0.0.0:8080] <nil>"},
		{Options{Port: "6543"}, "[0.0.0.0:6543] <nil>"},
		{Options{Listen: []address.Place{"*:80", "[::1]:81", "localhost:0", "h"}}, "[:80 [::1]:81 localhost:0 h:8080] <nil>"},
		{Options{UnixSocket: "/run/app.sock"}, "[unix:/run/app.sock] <nil>"},
		{Options{Listen: []address.Place{"*:80"}, Port: "80"}, `[] "listen" excludes "port"`},
		{Options{Listen: []address.Place{"*:80"}, UnixSocket: "x"}, `[] "listen" excludes "unix_socket"`},
		{Options{UnixSocket: "x", Host: "h"}, `[] "unix_socket" excludes "host"`},
		{Options{Listen: []address.Place{}}, `[] no address in "listen"`},
		{Options{Host: "h:x"}, `[] port "x" is not a number from 0 to 65535`},
	} {
		server, err := New(c.options)
		if got := fmt.Sprint(server.Addrs, " ", err); got != c.want {
			t.Errorf("%+v: %s, want %s", c.options, got, c.want)
		}
		if (c.options.Validate() == nil) != (err == nil) {
			t.Errorf("%+v: Validate says %v, New %v", c.options, c.options.Validate(), err)
		}
	}
}
