package pipelines

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/authbasic"
	"github.com/pastegen/pastegen/templates/cascade"
	"github.com/pastegen/pastegen/templates/catcherrors"
	"github.com/pastegen/pastegen/templates/config"
	"github.com/pastegen/pastegen/templates/correlationid"
	"github.com/pastegen/pastegen/templates/cors"
	"github.com/pastegen/pastegen/templates/errorcatcher"
	"github.com/pastegen/pastegen/templates/errordocument"
	"github.com/pastegen/pastegen/templates/forwarded"
	"github.com/pastegen/pastegen/templates/gzip"
	"github.com/pastegen/pastegen/templates/httpexceptions"
	"github.com/pastegen/pastegen/templates/internal/oracle"
	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/prefix"
	"github.com/pastegen/pastegen/templates/recursive"
	"github.com/pastegen/pastegen/templates/registry"
	"github.com/pastegen/pastegen/templates/requestid"
	"github.com/pastegen/pastegen/templates/sizelimit"
	"github.com/pastegen/pastegen/templates/translogger"
)

// sections are those of the parts, for all pipelines.
const sections = `
[filter:log]
use = egg:Paste#translogger

[filter:errors]
use = egg:Paste#error_catcher

[filter:proxy]
use = egg:PasteDeploy#prefix
prefix = /p
translate_forwarded_server = false

[filter:zip]
use = egg:Paste#gzip

[filter:registry]
use = egg:Paste#registry

[filter:settings]
use = egg:Paste#config
colour = blue

[filter:basic]
use = egg:Paste#auth_basic
realm = the back room
authfunc = oracle:check

[filter:pages]
use = egg:Paste#errordocument
404 = /page
403 = /page?code=403

[filter:exceptions]
use = egg:Paste#httpexceptions

[filter:forward]
use = egg:Paste#recursive

[filter:id]
use = egg:oslo.middleware#request_id

[filter:correlation]
use = egg:oslo.middleware#correlation_id

[filter:origins]
use = egg:oslo.middleware#cors
allowed_origin = http://a.example

[filter:limit]
use = egg:oslo.middleware#sizelimit
max_request_body_size = 5000

[filter:caught]
use = egg:oslo.middleware#catch_errors

[filter:forwarded]
use = egg:oslo.middleware#http_proxy_to_wsgi

[composite:tried]
use = egg:Paste#cascade
app1 = first
app2 = second

[app:first]
use = call:oracle:make_app
name = first

[app:second]
use = call:oracle:make_app
name = second
`

// combinations are ten parts each, the cascade included, in orders of Pylons'
// files, of OpenStack's, and in another one.
func combinations() map[string][]string {
	return map[string][]string{
		"a site":           {"log", "errors", "proxy", "zip", "registry", "settings", "basic", "pages", "exceptions"},
		"an API":           {"id", "forwarded", "log", "origins", "correlation", "caught", "limit", "settings", "zip"},
		"the other way on": {"zip", "forward", "pages", "exceptions", "basic", "registry", "settings", "proxy", "log"},
	}
}

// parts are the filters of sections.
func parts(t *testing.T) map[string]filter {
	local := peers.Set{}
	if err := local.UnmarshalText([]byte(peers.Local)); err != nil {
		t.Fatal(err)
	}
	errors, _ := errorcatcher.New(errorcatcher.Options{XMLHTTPKey: "_"}, quiet())
	return map[string]filter{
		"log":         translogger.New(translogger.Options{LoggingLevel: 20, TrustedProxy: local}, quiet()),
		"errors":      errors,
		"proxy":       prefix.New(prefix.Options{Prefix: "/p", TrustedProxy: local}, quiet()),
		"zip":         gzip.New(gzip.Options{CompressLevel: 6, MinSize: 0}),
		"registry":    registry.New(),
		"settings":    config.New(map[string]string{}, map[string]string{"colour": "blue"}),
		"basic":       must(t)(authbasic.New(authbasic.Options{Realm: "the back room", AuthFunc: oracle.Check})),
		"pages":       must(t)(errordocument.New(errordocument.Options{Pages: map[int]string{404: "/page", 403: "/page?code=403"}}, quiet())),
		"exceptions":  httpexceptions.New(httpexceptions.Options{}, quiet()),
		"forward":     recursive.New(quiet()),
		"id":          requestid.New(requestid.Options{}),
		"correlation": correlationid.New(correlationid.Options{}),
		"origins": must(t)(cors.New(cors.Options{AllowedOrigin: []string{"http://a.example"}, AllowCredentials: true, MaxAge: 3600,
			AllowMethods: strings.Fields("OPTIONS GET HEAD POST PUT DELETE TRACE PATCH")}, quiet())),
		"limit":     must(t)(sizelimit.New(sizelimit.Options{MaxRequestBodySize: 5000})),
		"caught":    catcherrors.New(catcherrors.Options{}, quiet()),
		"forwarded": forwarded.New(forwarded.Options{}, quiet()),
	}
}

func TestCombinationsAnswerAsPaste(t *testing.T) {
	all := parts(t)
	for name, names := range combinations() {
		t.Run(name, func(t *testing.T) {
			h, err := cascade.New(cascade.Options{Catch: []int{404}, MaxReplay: 1 << 20, Apps: map[string]http.Handler{
				"app1": oracle.App("first"), "app2": oracle.App("second"),
			}})
			if err != nil {
				t.Fatal(err)
			}
			for _, part := range slices.Backward(names) {
				h = all[part](h)
			}
			ini := "[pipeline:main]\npipeline = " + strings.Join(names, " ") + " tried\n" + sections
			oracle.Compare(t, strings.ReplaceAll(name, " ", "-"), ini, h, requests(name == "the other way on"), align)
		})
	}
}

// align takes out what is random, and that gzip says on what its answer depends.
func align(got, want *oracle.Answer) {
	vary := slices.DeleteFunc(slices.Clone(got.Headers["Vary"]), func(v string) bool { return v == "Accept-Encoding" })
	delete(got.Headers, "Vary")
	if len(vary) > 0 {
		got.Headers["Vary"] = []string{strings.Join(vary, ",")}
	}
	for _, a := range []*oracle.Answer{got, want} {
		for name, value := range a.Headers {
			if name == "X-Openstack-Request-Id" {
				a.Headers[name] = []string{value[0][:len("req-")]}
			}
		}
	}
}

// What is meant to be different.
const (
	empty    = "nothing is not compressed"
	asItIs   = "answers that nobody may change pass"
	environs = "in Python, what a filter within errordocument makes of the path counts for the page too, so that it is not found"
)

// requests are sent to all combinations. In one of them prefix stands within
// errordocument.
func requests(prefixWithin bool) (all []oracle.Case) {
	text := func(status, body string, times int, lines ...string) oracle.Order {
		o := oracle.Order{Status: status, Body: body, Times: times, Headers: [][2]string{{"Content-Type", "text/plain"}}}
		for _, line := range lines {
			name, value, _ := strings.Cut(line, ": ")
			o.Headers = append(o.Headers, [2]string{name, value})
		}
		return o
	}
	echo := oracle.Order{Echo: true, Headers: [][2]string{{"Content-Type", "text/plain"}, {"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2"}}}
	missing := text("404 Not Found", "nope", 1)
	streamed := text("200 OK", "0123456789", 500)
	streamed.Chunks = 10
	user := "\nAuthorization: Basic " + base64.StdEncoding.EncodeToString([]byte("ann:ann-secret"))
	inside := ""
	if prefixWithin {
		inside = environs
	}
	for _, tt := range []struct {
		answers      map[string]oracle.Order
		packed, page string // why compressed answers differ, and why all do
	}{
		{map[string]oracle.Order{"first": echo}, "", ""},
		{map[string]oracle.Order{"first": missing, "second": echo}, "", ""},
		{map[string]oracle.Order{"first": missing, "second": text("200 OK", "0123456789", 100, `ETag: "x"`, "Cache-Control: no-transform")}, asItIs, ""},
		{map[string]oracle.Order{"first": streamed}, "", ""},
		{map[string]oracle.Order{"first": text("302 Found", "", 0, "Location: http://b.example/"), "second": echo}, empty, ""},
		{map[string]oracle.Order{"first": text("204 No Content", "", 0)}, empty, ""},
		{map[string]oracle.Order{"first": text("200 OK", "image", 200, "X-One: 1")}, "", ""},
		{map[string]oracle.Order{"/page": text("200 OK", "the page", 1), "*": missing}, "", inside},
	} {
		for _, request := range []string{
			"GET /p/a%20b/c?d=e&f", "GET /other", "HEAD /p", "GET /p/x\nAccept-Encoding: gzip", "GET /p/x\nOrigin: http://a.example", "GET /p/x\nOrigin: http://b.example",
			"OPTIONS /p/x\nOrigin: http://a.example\nAccess-Control-Request-Method: GET", "GET /p/x\nX-Forwarded-For: 192.0.2.1\nX-Forwarded-Host: c.example",
			"POST /p/x\nContent-Type: text/plain\nContent-Length: 3\n\nabc", "POST /p/x\nTransfer-Encoding: chunked\n\n5\r\nhello\r\n0\r\n\r\n",
			"PUT /p/x\nContent-Length: 4000\n\n" + strings.Repeat("0123456789", 400), "DELETE /p/x\nCookie: a=b; c=d", "GET /p/x\nX-Openstack-Request-Id: req-1",
		} {
			differs := tt.page
			if strings.Contains(request, "Accept-Encoding") && tt.packed != "" {
				differs = tt.packed
			}
			head, body, hasBody := strings.Cut(request, "\n\n")
			if hasBody {
				body = "\n\n" + body
			}
			all = append(all, oracle.Case{Request: head + user + body, Answers: tt.answers, Differs: differs})
		}
	}
	return all
}
