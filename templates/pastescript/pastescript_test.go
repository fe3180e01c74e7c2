package pastescript

import (
	"fmt"
	"testing"

	"github.com/pastegen/pastegen/templates/serve"
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
