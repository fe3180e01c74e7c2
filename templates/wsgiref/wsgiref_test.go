package wsgiref

import (
	"fmt"
	"testing"

	"github.com/pastegen/pastegen/templates/serve"
)

func TestAddrs(t *testing.T) {
	show := func(s serve.Server, err error) string { return fmt.Sprint(s.Addrs, " ", err) }
	for got, want := range map[string]string{
		show(New(Options{})):                             "[127.0.0.1:8000] <nil>",
		show(New(Options{Port: "8051"})):                 "[127.0.0.1:8051] <nil>",
		show(New(Options{Host: "0.0.0.0"})):              "[0.0.0.0:8000] <nil>",
		show(NewPyramid(PyramidOptions{})):               "[0.0.0.0:8080] <nil>",
		show(NewPyramid(PyramidOptions{Host: "h:6543"})): "[h:6543] <nil>",
		show(New(Options{Host: "a b"})):                  `[] bad host "a b"`,
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	for _, s := range []func() (serve.Server, error){
		func() (serve.Server, error) { return New(Options{LogLevel: "debug"}) },
		func() (serve.Server, error) { return NewPyramid(PyramidOptions{LogLevel: "debug"}) },
	} {
		if s, err := s(); s.Log.Level != "debug" || err != nil {
			t.Errorf("the level is %q (%v)", s.Log.Level, err)
		}
	}
	if s := CGI(); s.Serve == nil || s.Addrs != nil {
		t.Errorf("CGI: %+v", s)
	}
}
