package authbasic

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// FuzzAuthorization sends anything as credentials: authfunc is asked about what
// they say or nobody gets in.
func FuzzAuthorization(f *testing.F) {
	for _, header := range []string{"", "Basic", "Basic YW5uOnNlY3JldA==", "basic YW5u", "Basic !!", "Digest x", "Basic Og==", "Basic OmE="} {
		f.Add(header)
	}
	f.Fuzz(func(t *testing.T, header string) {
		asked := ""
		filter, err := New(Options{Realm: `a "room"`, AuthFunc: func(_ *http.Request, user, _ string) bool {
			asked = user
			return user != ""
		}})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest("GET", "/", nil)
		r.Header["Authorization"] = []string{header}
		w := httptest.NewRecorder()
		filter(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if user, _ := r.Context().Value("REMOTE_USER").(string); user == "" || user != asked {
				t.Errorf("%q: the user is %q, asked was %q", header, user, asked)
			}
			w.WriteHeader(http.StatusNoContent)
		})).ServeHTTP(w, r)
		if w.Code != http.StatusNoContent && (w.Code != http.StatusUnauthorized || w.Header().Get("WWW-Authenticate") == "") {
			t.Errorf("%q: %d %v", header, w.Code, w.Header())
		}
	})
}
