package errordocument

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/internal/oracle"
)

const ini = `[app:main]
use = call:oracle:make_app
filter-with = errors

[filter:errors]
use = egg:Paste#errordocument
404 = /e/404
403 = /e/403?code=403
500 = /e/500
410 = /e/410
409 = /e/409
`

func pages() map[int]string {
	return map[int]string{404: "/e/404", 403: "/e/403?code=403", 500: "/e/500", 410: "/e/410", 409: "/e/409"}
}

func TestAsPaste(t *testing.T) {
	h := filter(t, pages(), oracle.App("app"))
	oracle.Compare(t, "errordocument", ini, h, cases(), align)
}

// align takes out the charset of the note that there is no page, which Paste
// does not say.
func align(got, want *oracle.Answer) {
	if slices.Equal(got.Headers["Content-Type"], []string{"text/plain; charset=utf-8"}) {
		got.Headers["Content-Type"] = []string{"text/plain"}
	}
}

func cases() (all []oracle.Case) {
	text := func(status, body string, echo bool, lines ...string) oracle.Order {
		order := oracle.Order{Status: status, Body: body, Echo: echo, Headers: [][2]string{{"Content-Type", "text/plain"}}}
		for _, line := range lines {
			name, value, _ := strings.Cut(line, ": ")
			order.Headers = append(order.Headers, [2]string{name, value})
		}
		return order
	}
	answers := map[string]oracle.Order{
		"/":      text("200 OK", "home", false),
		"/404":   text("404 Not Found", "nope", false),
		"/403":   text("403 Forbidden", "no", false, "X-First: 1", "Set-Cookie: a=1", "Set-Cookie: a=2"),
		"/500":   text("500 Internal Server Error", "failed", false),
		"/410":   text("410 Gone", "gone", false, "Set-Cookie: a=1"),
		"/302":   text("302 Found", "", false, "Location: /"),
		"/e/404": text("200 OK", "page 404\n", true, "Set-Cookie: b=1"),
		"/e/403": text("200 OK", "page 403\n", true, "X-First: 2", "Set-Cookie: b=2"),
		"/e/500": text("500 Internal Server Error", "page 500\n", false),
		"/e/410": text("409 Conflict", "page 410\n", false, "Set-Cookie: b=3"),
		"/e/409": text("201 Created", "page 409\n", true, "Set-Cookie: c=3"),
	}
	add := func(request, differs string) {
		all = append(all, oracle.Case{Request: request, Answers: answers, Differs: differs})
	}
	for _, path := range []string{"/", "/404", "/404?a=b", "/403", "/403?c=d", "/500", "/410", "/302", "/e/404", "/e/500", "/e/409", "/unknown"} {
		add("GET "+path, "")
		add("HEAD "+path, "")
		add("GET "+path+"\nAccept: text/html\nCookie: a=b", "")
		add("DELETE "+path, "")
	}
	add("POST /404\nContent-Length: 0\n\n", "")
	add("POST /404\nContent-Length: 3\nContent-Type: text/plain\n\nabc", "")
	add("POST /\nContent-Length: 3\n\nabc", "")
	answers = maps.Clone(answers)
	answers["/long"] = text("404 Not Found", "a long first answer", false, "Content-Length: 19")
	add("GET /long", "the length is that of the page")
	return all
}
