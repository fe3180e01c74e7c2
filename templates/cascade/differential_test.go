package cascade

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/internal/oracle"
)

const ini = `[composite:main]
use = egg:Paste#cascade
app10 = b
app1 = a
app2 = c
catch = 404 403 500

[app:a]
use = call:oracle:make_app
name = a

[app:b]
use = call:oracle:make_app
name = b

[app:c]
use = call:oracle:make_app
name = c
`

func TestAsPaste(t *testing.T) {
	h, err := New(Options{Catch: []int{404, 403, 500}, MaxReplay: 1 << 20, Apps: map[string]http.Handler{
		"app1": oracle.App("a"), "app10": oracle.App("b"), "app2": oracle.App("c"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	oracle.Compare(t, "cascade", ini, h, cases(), nil)
}

func cases() (all []oracle.Case) {
	kinds := map[string]oracle.Order{
		"ok":    {Echo: true, Headers: [][2]string{{"Content-Type", "text/plain"}, {"X-Ok", "1"}}},
		"404":   {Status: "404 Not Found", Body: "nope", Headers: [][2]string{{"Content-Type", "text/plain"}, {"X-Missing", "1"}, {"Set-Cookie", "m=1"}}},
		"403":   {Status: "403 Forbidden", Body: "no", Headers: [][2]string{{"Content-Type", "text/plain"}}},
		"401":   {Status: "401 Unauthorized", Body: "who", Headers: [][2]string{{"Content-Type", "text/plain"}, {"WWW-Authenticate", "Basic"}}},
		"304":   {Status: "304 Not Modified", Headers: [][2]string{{"ETag", `"x"`}}},
		"raise": {Raise: 404, Body: "raised"},
	}
	add := func(request string, names ...string) {
		answers := map[string]oracle.Order{}
		for i, name := range names {
			answers[string("abc"[i])] = kinds[name]
		}
		all = append(all, oracle.Case{Request: request, Answers: answers})
	}
	long := strings.Repeat("0123456789", 1000)
	for _, names := range [][]string{
		{"ok", "ok", "ok"}, {"404", "ok", "ok"}, {"404", "404", "ok"}, {"404", "404", "404"}, {"403", "404", "ok"}, {"401", "ok", "ok"},
		{"404", "401", "ok"}, {"404", "304", "ok"}, {"raise", "ok", "ok"}, {"404", "raise", "ok"}, {"raise", "raise", "404"},
	} {
		for _, request := range []string{
			"GET /a/b?c=d", "HEAD /", "OPTIONS /x", "DELETE /",
			"POST /\nContent-Type: text/plain\nContent-Length: 3\n\nabc",
			"POST /\nContent-Length: 0\n\n",
			"PUT /\nContent-Length: 10000\n\n" + long,
			"POST /\nTransfer-Encoding: chunked\n\n5\r\nhello\r\n0\r\n\r\n",
		} {
			add(request, names...)
		}
	}
	return all
}
