package authform

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// FuzzForm sends anything as a form: it is a page, a refusal, or the app's
// answer, and only the right password leads to the app.
func FuzzForm(f *testing.F) {
	multipart := "--b\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\nann\r\n--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nsecret\r\n--b--\r\n"
	f.Add("application/x-www-form-urlencoded", "username=ann&password=secret")
	f.Add("application/x-www-form-urlencoded", "username=%zz&password=%00&;")
	f.Add("multipart/form-data; boundary=b", multipart)
	f.Add("multipart/form-data; boundary=b", strings.TrimSuffix(multipart, "--b--\r\n"))
	f.Add("multipart/form-data", multipart)
	f.Add("multipart/form-data; boundary="+strings.Repeat("b", 80), "--")
	f.Fuzz(func(t *testing.T, contentType, body string) {
		r := httptest.NewRequest("POST", "/page", strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		w := ask(r)
		loggedIn := strings.HasPrefix(w.Body.String(), "GET/page")
		if loggedIn && (!strings.Contains(body, "ann") && !strings.Contains(body, "%") || w.Code != 200) {
			t.Errorf("%q %q: %d %s", contentType, body, w.Code, w.Body)
		}
		if !loggedIn && !strings.Contains(w.Body.String(), "<form") && w.Code < 400 {
			t.Errorf("%q %q: %d %s", contentType, body, w.Code, w.Body)
		}
		if strings.Contains(w.Body.String(), "<script") {
			t.Errorf("a script gets into the page: %s", w.Body)
		}
	})
}
