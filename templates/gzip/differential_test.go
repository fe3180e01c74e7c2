package gzip

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/internal/oracle"
)

const ini = `[app:main]
use = call:oracle:make_app
filter-with = gzip

[filter:gzip]
use = egg:Paste#gzip
compress_level = 9
`

const (
	qualities = "weights of Accept-Encoding count"
	head      = "the header of HEAD is that of GET"
	special   = "answers that nobody may change pass"
	small     = "small answers are not compressed"
)

func TestAsPaste(t *testing.T) {
	handler := New(Options{CompressLevel: 9, MinSize: 256})(oracle.App("app"))
	oracle.Compare(t, "gzip", ini, handler, cases(), align)
}

// cases are all answers for all that clients accept.
func cases() (all []oracle.Case) {
	types := []string{"text/plain", "text/html; charset=utf-8", "application/json", "application/zip", "application/x-gzip", "image/png", "audio/text/plain", ""}
	accepted := map[string]string{
		"gzip": "", "deflate, gzip": "", "gzip, deflate, br": "", "gzip;q=1.0": "", "br;q=1.0, gzip;q=0.8, *;q=0.1": "", "": "", "deflate": "", "identity": "",
		"gzip;q=0": qualities, "gzip; q=0.0, br": qualities, "identity;q=1, gzip;q=0.5": qualities, "*": qualities, "GZIP": qualities, "gzipped": qualities,
	}
	for _, accept := range slices.Sorted(maps.Keys(accepted)) {
		for _, contentType := range types {
			order := oracle.Order{Body: "0123456789", Times: 101}
			if contentType != "" {
				order.Headers = [][2]string{{"Content-Type", contentType}}
			}
			c := request("GET", accept, order)
			if packable := strings.HasPrefix(contentType, "text/") || contentType == "application/json"; packable {
				c.Differs = accepted[accept]
			}
			all = append(all, c)
		}
	}
	for _, c := range []struct {
		method  string
		order   oracle.Order
		differs string
	}{
		{"GET", text("404 Not Found", 1001), ""},
		{"POST", text("201 Created", 1001), ""},
		{"PUT", text("500 Internal Server Error", 1001), ""},
		{"HEAD", text("200 OK", 1001, "Content-Length: 1001"), head},
		{"HEAD", text("200 OK", 0, "Content-Length: 10"), ""},
		{"GET", text("304 Not Modified", 0), "Paste sends a gzip body with 304"},
		{"GET", text("204 No Content", 0), "Paste sends a gzip body with 204"},
		{"GET", text("206 Partial Content", 1001, "Content-Range: bytes 0-1000/2000"), special},
		{"GET", text("200 OK", 1001, "Cache-Control: no-transform"), special},
		{"GET", text("200 OK", 1001, "Content-Md5: AAAA"), special},
		{"GET", text("200 OK", 1001, "Cache-Control: no-cache"), ""},
		{"GET", text("200 OK", 1001, "Content-Encoding: deflate"), ""},
		{"GET", text("200 OK", 1001, "Content-Encoding: gzip"), ""},
		{"GET", text("200 OK", 1001, "Content-Language: en", "Set-Cookie: a=b", "Set-Cookie: c=d"), ""},
		{"GET", text("200 OK", 1001, `ETag: W/"x"`), ""},
		{"GET", text("200 OK", 1001, `ETag: "x"`), "a strong ETag becomes a weak one"},
		{"GET", text("200 OK", 1001, "Accept-Ranges: bytes"), "there are no ranges of compressed text"},
		{"GET", text("200 OK", 255), small},
		{"GET", text("200 OK", 0), small},
		{"GET", text("200 OK", 256), ""},
		{"GET", oracle.Order{Headers: [][2]string{{"Content-Type", "text/plain"}}, Body: "abc", Times: 10_000, Chunks: 7}, ""},
		{"GET", oracle.Order{Headers: [][2]string{{"Content-Type", "image/gif"}}, Body: "abc", Times: 10_000, Chunks: 7}, ""},
	} {
		differs := request(c.method, "gzip", c.order)
		differs.Differs = c.differs
		all = append(all, differs, request(c.method, "br", c.order))
	}
	return all
}

func request(method, accept string, order oracle.Order) oracle.Case {
	text := method + " /"
	if accept != "" {
		text += "\nAccept-Encoding: " + accept
	}
	return oracle.Case{Request: text, Answers: map[string]oracle.Order{"*": order}}
}

func text(status string, length int, lines ...string) oracle.Order {
	order := oracle.Order{Status: status, Headers: [][2]string{{"Content-Type", "text/plain"}}, Body: "x", Times: length}
	if length == 0 {
		order.Body = ""
	}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		order.Headers = append(order.Headers, [2]string{name, value})
	}
	return order
}

// align takes Vary out, which Paste has never: gzip_test.go tests it.
func align(got, want *oracle.Answer) {
	if fmt.Sprint(got.Headers["Vary"]) == "[Accept-Encoding]" {
		delete(got.Headers, "Vary")
	}
}
