package pastescript

import (
	"fmt"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/serve"
	"github.com/pastegen/pastegen/templates/setting"
)

func TestAddrs(t *testing.T) {
	show := func(s serve.Server, err error) string { return fmt.Sprint(s.Addrs, " ", err) }
	for got, want := range map[string]string{
		show(New(Options{})):                             "[localhost:8080] <nil>",
		show(New(Options{Host: "h", Port: "1"})):         "[h:1] <nil>",
		show(NewCherryPy(CherryPyOptions{})):             "[127.0.0.1:8080] <nil>",
		show(NewCherryPy(CherryPyOptions{Host: "*:80"})): "[:80] <nil>",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestCherryPy(t *testing.T) {
	s, err := NewCherryPy(CherryPyOptions{RequestQueueSize: "7", ServerName: "site.org", Timeout: "5"})
	if err != nil || s.Listen.Backlog != 7 || s.Proxies.Name != "site.org" ||
		s.Limits != (serve.Limits{HeaderTime: 5 * time.Second, Idle: 5 * time.Second, BodyStall: 5 * time.Second, Take: 5 * time.Second}) {
		t.Errorf("%+v (%v)", s, err)
	}
	for _, timeout := range []setting.Seconds{"", "0"} {
		s, err := NewCherryPy(CherryPyOptions{Timeout: timeout})
		if err != nil || s.Listen.Backlog != 0 || s.Proxies.Name != "" || s.Limits != (serve.Limits{}) {
			t.Errorf("timeout %q: %+v (%v)", timeout, s, err)
		}
	}
}
