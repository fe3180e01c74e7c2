package authbasic

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/pastegen/pastegen/templates/auth"
)

// ask returns what a filter that knows pass:word, and nobody else, answers. The
// app behind it names the user.
func ask(t *testing.T, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	filter, err := New(Options{Realm: `back "room"`, AuthFunc: func(r *http.Request, user, password string) bool {
		if r.URL.Path != "/page" {
			t.Errorf("authfunc is asked about %s", r.URL)
		}
		return user == "päss" && password == "w:rd" || user == "" && password == "w:rd"
	}})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	filter(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.Context().Value("REMOTE_USER"), " ", r.Context().Value("AUTH_TYPE"))
	})).ServeHTTP(w, r)
	return w
}

func TestHeaders(t *testing.T) {
	good := base64.StdEncoding.EncodeToString([]byte("päss:w:rd"))
	for header, ok := range map[string]bool{
		"Basic " + good:  true,
		"bAsIC " + good:  true,
		"":               false,
		"Basic":          false,
		"Basic ":         false,
		"Basic !!!":      false,
		"Digest " + good: false,
		"Basic " + base64.StdEncoding.EncodeToString([]byte("päss")):       false,
		"Basic " + base64.StdEncoding.EncodeToString([]byte("päss:")):      false,
		"Basic " + base64.StdEncoding.EncodeToString([]byte(":w:rd")):      false,
		"Basic " + base64.StdEncoding.EncodeToString([]byte("päss:w:rd2")): false,
		"Basic " + base64.StdEncoding.EncodeToString([]byte("\xff\xfe")):   false,
	} {
		r := httptest.NewRequest("GET", "/page", nil)
		if header != "" {
			r.Header.Set("Authorization", header)
		}
		w := ask(t, r)
		switch challenge := w.Header().Get("WWW-Authenticate"); {
		case ok && (w.Code != 200 || w.Body.String() != "päss basic" || challenge != ""):
			t.Errorf("%q: %d %s", header, w.Code, w.Body)
		case !ok && (w.Code != 401 || challenge != `Basic realm="back \"room\"", charset="UTF-8"`):
			t.Errorf("%q: %d %s", header, w.Code, challenge)
		}
	}
}

func TestAKnownUserPasses(t *testing.T) {
	r := auth.WithUser(httptest.NewRequest("GET", "/other", nil), "zoe", "form")
	if w := ask(t, r); w.Code != 200 || w.Body.String() != "zoe form" {
		t.Error(w.Code, w.Body)
	}
}

func TestRealm(t *testing.T) {
	if _, err := New(Options{Realm: "a\r\nX: b"}); err == nil {
		t.Error("a realm may have line ends")
	}
}
