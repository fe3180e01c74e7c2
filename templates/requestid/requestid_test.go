package requestid

import (
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/pastegen/pastegen/templates/internal/oracle"
)

var isID = regexp.MustCompile(`^req-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

func TestAsOsloMiddleware(t *testing.T) {
	answers := func(headers ...[2]string) map[string]oracle.Order {
		return map[string]oracle.Order{"*": {Echo: true, Headers: headers}}
	}
	ini := "[app:main]\nuse = call:oracle:make_app\nfilter-with = f\n\n[filter:f]\nuse = egg:oslo.middleware#request_id\n"
	oracle.Compare(t, "request_id", ini, New(Options{})(oracle.App("app")), []oracle.Case{
		{Request: "GET /a", Answers: answers()},
		{Request: "HEAD /a", Answers: answers()},
		{Request: "GET /a", Answers: answers([2]string{"X-Openstack-Request-Id", "mine"})},
		{Request: "GET /a\nX-Openstack-Request-Id: req-01234567-89ab-cdef-0123-456789abcdef", Answers: answers()},
		{Request: "POST /a\nContent-Length: 3\n\nabc", Answers: map[string]oracle.Order{"*": {Status: "404 Not Found", Echo: true}}},
	}, func(got, want *oracle.Answer) {
		for _, a := range []*oracle.Answer{got, want} {
			for i, id := range a.Headers["X-Openstack-Request-Id"] {
				if isID.MatchString(id) {
					a.Headers["X-Openstack-Request-Id"][i] = "an id"
				}
			}
		}
	})
}

// ids returns what an app sees in its context, and the header of the answer.
func ids(t *testing.T, filter func(http.Handler) http.Handler, sent string) (id, global any, answer http.Header) {
	t.Helper()
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("X-Openstack-Request-Id", sent)
	w := httptest.NewRecorder()
	filter(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, global = r.Context().Value("openstack.request_id"), r.Context().Value("openstack.global_request_id")
	})).ServeHTTP(w, r)
	return id, global, w.Header()
}

func TestIDsInTheContext(t *testing.T) {
	good := "req-01234567-89ab-cdef-0123-456789abcdef"
	for sent, want := range map[string]any{
		good: good, "": nil, "req-01234567-89AB-cdef-0123-456789abcdef": nil, "x" + good: nil, good + "\n": nil, good + "0": nil, good[4:]: nil,
	} {
		id, global, answer := ids(t, New(Options{}), sent)
		if text, _ := id.(string); !isID.MatchString(text) || answer.Get("X-Openstack-Request-Id") != text || global != want {
			t.Errorf("%q: %v, %v, answered %v", sent, id, global, answer)
		}
	}
	first, _, _ := ids(t, New(Options{}), "")
	if second, _, _ := ids(t, New(Options{}), ""); first == second {
		t.Errorf("both are %v", first)
	}
}

// TestUUIDsAreRandom: of all that may be any digit, each digit comes.
func TestUUIDsAreRandom(t *testing.T) {
	var seen [36]map[byte]bool
	for range 2000 {
		for i, c := range []byte(NewUUID()) {
			if seen[i] == nil {
				seen[i] = map[byte]bool{}
			}
			seen[i][c] = true
		}
	}
	for i, digits := range seen {
		want := 16
		switch i {
		case 8, 13, 18, 23, 14: // hyphens and the version
			want = 1
		case 19:
			want = 4
		}
		if len(digits) != want {
			t.Errorf("%d characters at %d, want %d", len(digits), i, want)
		}
	}
}

func TestCompute(t *testing.T) {
	id, _, answer := ids(t, NewCompute(Options{}), "")
	if text, _ := id.(string); !isID.MatchString(text) || answer.Get("X-Compute-Request-Id") != text || answer.Get("X-Openstack-Request-Id") != "" {
		t.Errorf("%v, answered %v", id, answer)
	}
}

func TestAnswersStream(t *testing.T) {
	sent := make(chan bool)
	server := httptest.NewServer(New(Options{})(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "a")
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
		<-sent
	})))
	defer server.Close()
	answer, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if n, err := answer.Body.Read(make([]byte, 1)); n != 1 {
		t.Error(err)
	}
	close(sent)
}
