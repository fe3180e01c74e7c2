package httpexceptions

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/internal/oracle"
)

const ini = `[app:main]
use = call:oracle:make_app
filter-with = exceptions

[filter:exceptions]
use = egg:Paste#httpexceptions
`

func TestAsPaste(t *testing.T) {
	oracle.Compare(t, "httpexceptions", ini, New(Options{}, slog.New(slog.DiscardHandler))(oracle.App("app")), cases(), align)
}

// align takes out the markup, which is another one, with its length; the title
// and the detail have to be there.
func align(got, want *oracle.Answer) {
	for _, a := range []*oracle.Answer{got, want} {
		delete(a.Headers, "Content-Length")
		for i, value := range a.Headers["Content-Type"] {
			a.Headers["Content-Type"][i] = strings.Replace(value, "charset=utf8", "charset=utf-8", 1)
		}
		has := func(text string) string {
			if strings.Contains(a.Body, text) {
				return text + " "
			}
			return ""
		}
		if a.Status >= 300 {
			a.Body = has("Not Found") + has("Forbidden") + has("See Other") + has("<h1>") + has("the &lt;detail&gt;") + has("the <detail>") + has("/there") + has("<a href")
		}
	}
}

func cases() (all []oracle.Case) {
	accepts := map[string]string{"": "", "text/html": "", "*/*": "", "text/plain": "", "application/json": "", "text/html,application/xhtml+xml,*/*;q=0.8": "",
		"text/html;q=0": "weights of Accept count", "text/plain, */*;q=0.1": "weights of Accept count"}
	for _, accept := range []string{"", "text/html", "*/*", "text/plain", "application/json", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html;q=0", "text/plain, */*;q=0.1"} {
		for _, order := range []oracle.Order{
			{Raise: 404}, {Raise: 404, Body: "the <detail>"}, {Raise: 403, Body: "the <detail>", Headers: [][2]string{{"X-A", "1"}, {"Set-Cookie", "a=b"}}},
			{Raise: 303, Headers: [][2]string{{"Location", "/there"}}}, {Raise: 401, Headers: [][2]string{{"WWW-Authenticate", "Basic realm=\"x\""}}},
			{Raise: 400}, {Raise: 405, Headers: [][2]string{{"Allow", "GET"}}}, {Raise: 410, Body: "the <detail>"}, {Raise: 501}, {Raise: 503},
		} {
			for _, method := range []string{"GET", "POST"} {
				request := method + " /x"
				if accept != "" {
					request += "\nAccept: " + accept
				}
				all = append(all, oracle.Case{Request: request, Answers: map[string]oracle.Order{"*": order}, Differs: accepts[accept]})
			}
		}
	}
	for _, method := range []string{"GET", "HEAD", "POST"} {
		all = append(all, oracle.Case{Request: method + " /x", Answers: map[string]oracle.Order{"*": {Body: "fine", Headers: [][2]string{{"Content-Type", "text/plain"}}}}})
	}
	return all
}
