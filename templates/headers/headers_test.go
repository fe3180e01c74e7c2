package headers

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// answer returns the header of an answer through the filter, a line each, sorted.
func answer(t *testing.T, o Options, app http.HandlerFunc, change ...func(*http.Request)) string {
	t.Helper()
	filter, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("GET", "/", nil)
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	filter(app).ServeHTTP(w, r)
	var lines []string
	for name, values := range w.Result().Header {
		lines = append(lines, fmt.Sprint(name, ": ", strings.Join(values, " | ")))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func silent(http.ResponseWriter, *http.Request) {}

func TestDefaults(t *testing.T) {
	all := Options{ContentSecurityPolicy: "csp", ContentTypeOptions: "nosniff", CrossOriginOpenerPolicy: "coop", FrameOptions: "DENY", ReferrerPolicy: "rp"}
	want := "Content-Security-Policy: csp\nCross-Origin-Opener-Policy: coop\nReferrer-Policy: rp\nX-Content-Type-Options: nosniff\nX-Frame-Options: DENY"
	if got := answer(t, all, silent); got != want {
		t.Error(got)
	}
	if got := answer(t, Options{}, silent); got != "" {
		t.Errorf("nothing is wanted: %s", got)
	}
	own := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Frame-Options", "own")
		w.Header()["Referrer-Policy"] = []string{}
		w.WriteHeader(404)
	}
	if got := answer(t, Options{FrameOptions: "DENY", ReferrerPolicy: "rp", ContentTypeOptions: "nosniff"}, own); got != "Referrer-Policy: \nX-Content-Type-Options: nosniff\nX-Frame-Options: own" {
		t.Errorf("the app's own: %s", got)
	}
}

func TestHSTS(t *testing.T) {
	o := Options{HSTS: 365 * 24 * time.Hour}
	overTLS := func(r *http.Request) { r.TLS = &tls.ConnectionState{} }
	told := func(r *http.Request) { r.URL.Scheme, r.URL.Host = "https", "" }
	claimed := func(target string) func(*http.Request) {
		return func(r *http.Request) { r.RequestURI, r.URL.Scheme = target, "https" }
	}
	if got := answer(t, o, silent); got != "" {
		t.Errorf("over http: %s", got)
	}
	for _, target := range []string{"https://example.com/", "https:/x"} {
		if got := answer(t, o, silent, claimed(target)); got != "" {
			t.Errorf("what the client says in %s: %s", target, got)
		}
	}
	for _, change := range []func(*http.Request){overTLS, told} {
		if got := answer(t, o, silent, change); got != "Strict-Transport-Security: max-age=31536000" {
			t.Errorf("over https: %s", got)
		}
	}
	o.HSTSSubdomains = true
	if got := answer(t, o, silent, overTLS); got != "Strict-Transport-Security: max-age=31536000; includeSubDomains" {
		t.Error(got)
	}
	if got := answer(t, Options{HSTSSubdomains: true}, silent, overTLS); got != "" {
		t.Errorf("without hsts: %s", got)
	}
}

func TestChanges(t *testing.T) {
	o := Options{
		Set: map[string]string{"cache-control": "no-store", "X-Frame-Options": "set"}, Add: map[string]string{"vary": "Cookie", "Server": "new"},
		Remove: []string{"server", "X-Powered-By"}, FrameOptions: "DENY",
	}
	app := func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "public")
		h.Set("Vary", "Accept")
		h.Set("Server", "old")
		h.Set("X-Powered-By", "old")
	}
	if got := answer(t, o, app); got != "Cache-Control: no-store\nServer: new\nVary: Accept | Cookie\nX-Frame-Options: set" {
		t.Error(got)
	}
}

func TestErrors(t *testing.T) {
	for _, o := range []Options{
		{Set: map[string]string{"a b": ""}}, {Add: map[string]string{"": ""}}, {Set: map[string]string{"a": "b\nc: d"}},
		{Remove: []string{"a:"}}, {HSTS: -1}, {ContentSecurityPolicy: "a\nb"}, {PermissionsPolicy: "\x00"},
	} {
		if filter, err := New(o); err == nil || filter != nil {
			t.Errorf("%+v: no error", o)
		}
	}
}
