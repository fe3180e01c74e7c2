package pastehttp

import (
	"fmt"
	"testing"
)

func TestAddrs(t *testing.T) {
	for options, want := range map[Options]string{
		{}:                        "[127.0.0.1:8080] <nil>",
		{Host: "0.0.0.0:81"}:      "[0.0.0.0:81] <nil>",
		{Host: "::1", Port: "81"}: "[[::1]:81] <nil>",
		{Port: "9"}:               "[127.0.0.1:9] <nil>",
		{Port: "x"}:               `[] port "x" is not a number from 0 to 65535`,
	} {
		server, err := New(options)
		if got := fmt.Sprint(server.Addrs, " ", err); got != want {
			t.Errorf("%+v: %s, want %s", options, got, want)
		}
		if (options.Validate() == nil) != (err == nil) {
			t.Errorf("%+v: Validate says %v, New %v", options, options.Validate(), err)
		}
	}
}
