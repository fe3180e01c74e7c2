package gunicorn

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
		{Options{}, "[127.0.0.1:8000] <nil>"},
		{Options{Host: []address.Place{"0.0.0.0"}, Port: "5000"}, "[0.0.0.0:5000] <nil>"},
		{Options{Port: "5000"}, "[127.0.0.1:5000] <nil>"},
		{Options{Bind: []address.Place{"127.0.0.1:80", "unix:/run/app.sock"}}, "[127.0.0.1:80 unix:/run/app.sock] <nil>"},
		{Options{Host: []address.Place{"127.0.0.1:80", "127.0.0.2"}, Bind: []address.Place{":9"}}, "[127.0.0.1:80 127.0.0.2:8000] <nil>"},
		{Options{Bind: []address.Place{}}, `[] no address in "bind"`},
		{Options{Host: []address.Place{}}, `[] no address in "host"`},
		{Options{Bind: []address.Place{"h:x"}}, `[] port "x" is not a number from 0 to 65535`},
	} {
		server, err := New(c.options)
		if got := fmt.Sprint(server.Addrs, " ", err); got != c.want {
			t.Errorf("%+v: %s, want %s", c.options, got, c.want)
		}
		if c.options.idle() == nil && (c.options.Validate() == nil) != (err == nil) {
			t.Errorf("%+v: Validate says %v, New %v", c.options, c.options.Validate(), err)
		}
	}
}
