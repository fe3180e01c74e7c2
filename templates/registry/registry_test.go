package registry

import (
	"net/http"
	"testing"

	"github.com/pastegen/pastegen/templates/internal/oracle"
)

func TestItIsTheAppItself(t *testing.T) {
	app := &http.ServeMux{}
	if got := New()(app); got != http.Handler(app) {
		t.Errorf("%v", got)
	}
}

func TestAsPaste(t *testing.T) {
	ini := "[app:main]\nuse = call:oracle:make_app\nfilter-with = registry\n\n[filter:registry]\nuse = egg:Paste#registry\n"
	var cases []oracle.Case
	for _, request := range []string{"GET /", "HEAD /", "POST /x\nContent-Length: 2\n\nab", "GET /a/b?c"} {
		cases = append(cases, oracle.Case{Request: request, Answers: map[string]oracle.Order{"*": {Echo: true, Headers: [][2]string{{"Set-Cookie", "a=b"}}}}})
	}
	oracle.Compare(t, "registry", ini, New()(oracle.App("app")), cases, nil)
}
