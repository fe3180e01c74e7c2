package authform

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/auth"
)

// ask returns what a form that knows ann:secret answers. The app behind it
// tells what it was asked.
func ask(r *http.Request, change ...func(*Options)) *httptest.ResponseRecorder {
	o := Options{Realm: "Back <room>", AuthFunc: func(r *http.Request, user, password string) bool {
		return user == "ann" && password == "secret" && r.Method == "POST"
	}}
	for _, c := range change {
		c(&o)
	}
	app := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprint(w, r.Method, r.URL, r.ContentLength, string(body), r.Header["Content-Type"], r.FormValue("username"), " ",
			r.Context().Value("REMOTE_USER"), " ", r.Context().Value("AUTH_TYPE"))
	})
	w := httptest.NewRecorder()
	New(o, slog.New(slog.DiscardHandler))(app).ServeHTTP(w, r)
	return w
}

func post(target string, form ...string) *http.Request {
	values := url.Values{}
	for i := 0; i < len(form); i += 2 {
		values.Set(form[i], form[i+1])
	}
	r := httptest.NewRequest("POST", target, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func TestALogin(t *testing.T) {
	w := ask(post("/page?a=b", "username", "ann", "password", "secret"))
	if w.Code != 200 || w.Body.String() != "GET/page?a=b 0[] ann form" {
		t.Error(w.Code, w.Body)
	}
}

func TestALoginByMultipart(t *testing.T) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("username", "ann")
	_ = form.WriteField("password", "secret")
	form.Close()
	r := httptest.NewRequest("POST", "/", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	if w := ask(r); w.Body.String() != "GET/ 0[] ann form" {
		t.Error(w.Body)
	}
}

func TestAKnownUserPasses(t *testing.T) {
	r := auth.WithUser(post("/page", "username", "x"), "zoe", "basic")
	if w := ask(r); w.Body.String() != "POST/page 10username=x[application/x-www-form-urlencoded] zoe basic" {
		t.Error(w.Body)
	}
}

func TestThePage(t *testing.T) {
	cross := post("/page", "username", "ann", "password", "secret")
	cross.Header.Set("Sec-Fetch-Site", "cross-site")
	large := post("/page", "username", "ann", "password", "secret", "x", strings.Repeat("x", 64<<10))
	inURL := httptest.NewRequest("POST", "/?username=ann&password=secret", nil)
	const wrong, other = "do not belong together", "another site"
	for _, tt := range []struct {
		r      *http.Request
		status int
		alert  string
		kept   string
	}{
		{httptest.NewRequest("GET", "/page?x=%22><script>", nil), 200, "", ""},
		{httptest.NewRequest("HEAD", "/", nil), 200, "", ""},
		{httptest.NewRequest("DELETE", "/", nil), 200, "", ""},
		{post("/page", "title", "a comment"), 200, "", ""},
		{post("/page", "username", "ann", "password", "Secret"), 200, wrong, "ann"},
		{post("/page", "username", `"><script>`, "password", "x"), 200, wrong, "&#34;&gt;&lt;script&gt;"},
		{post("/page", "username", "ann"), 200, wrong, "ann"},
		{post("/page", "password", "secret"), 200, wrong, ""},
		{inURL, 200, "", ""},
		{large, 200, "", ""},
		{cross, 403, other, ""},
	} {
		w := ask(tt.r)
		page := w.Body.String()
		if w.Code != tt.status || !strings.Contains(page, `<form method="post">`) || w.Header().Get("Cache-Control") != "no-store" ||
			w.Header().Get("X-Frame-Options") != "DENY" || w.Header().Get("Referrer-Policy") != "same-origin" || w.Header().Get("Content-Type") != "text/html; charset=utf-8" ||
			!strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: %d %v\n%s", tt.r.URL, w.Code, w.Header(), page)
		}
		if strings.Contains(page, "role=\"alert\"") != (tt.alert != "") || !strings.Contains(page, tt.alert) {
			t.Errorf("%s: the alert is not %q:\n%s", tt.r.URL, tt.alert, page)
		}
		if !strings.Contains(page, `value="`+tt.kept+`"`) || strings.Contains(page, "<script") || strings.Contains(page, "secret") {
			t.Errorf("%s: in\n%s", tt.r.URL, page)
		}
		if !strings.Contains(page, "Back &lt;room&gt;") {
			t.Errorf("the realm is not shown in\n%s", page)
		}
	}
}

func TestHalfALogin(t *testing.T) {
	everybody := func(o *Options) { o.AuthFunc = func(*http.Request, string, string) bool { return true } }
	for _, r := range []*http.Request{post("/", "username", "ann"), post("/", "password", "x"), post("/", "username", "ann", "password", "")} {
		if w := ask(r, everybody); !strings.Contains(w.Body.String(), "do not belong together") {
			t.Error(w.Body)
		}
	}
}

func TestTrustedOrigins(t *testing.T) {
	r := post("/", "username", "ann", "password", "secret")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.Header.Set("Origin", "https://www.example.org")
	w := ask(r, func(o *Options) { o.TrustedOrigins = []string{"https://www.example.org"} })
	if w.Code != 200 || !strings.HasSuffix(w.Body.String(), "ann form") {
		t.Error(w.Code, w.Body)
	}
}

func TestAnOwnTemplate(t *testing.T) {
	own := func(text string) func(*Options) {
		return func(o *Options) { o.Template = template.Must(template.New("").Parse(text)) }
	}
	r := httptest.NewRequest("GET", "/a%2Fb?c=d&e", nil)
	w := ask(r, own(`<form action="{{.Action}}" method=post>{{.Realm}} {{.Username}} {{.Error}}`))
	if got := w.Body.String(); got != `<form action="/a%2Fb?c=d&amp;e" method=post>Back &lt;room&gt;  ` {
		t.Error(got)
	}
	if w.Header().Get("Content-Security-Policy") != "" {
		t.Error("an own template may not use scripts")
	}
	if w := ask(r, own(`{{.Nothing}}`)); w.Code != 500 {
		t.Error(w.Code)
	}
}

func TestAction(t *testing.T) {
	for _, tt := range []struct{ pattern, target, want string }{
		{"", "/", "/"},
		{"", "/a?b=c", "/a?b=c"},
		{"/mount é", "/a", "/mount%20%C3%A9/a"},
		{"GET /{x}", "/a", "/a"},
		{"/sub/", "/sub/a", "/sub/a"},
		{"", "//evil.example/x", "/.//evil.example/x"},
		{"/m", "//evil.example/x", "/m//evil.example/x"},
	} {
		r := &http.Request{Pattern: tt.pattern, URL: &url.URL{}}
		r.URL.Path, r.URL.RawQuery, _ = strings.Cut(tt.target, "?")
		if got := action(r); got != tt.want {
			t.Errorf("%q at %q: %q, want %q", tt.target, tt.pattern, got, tt.want)
		}
	}
}
