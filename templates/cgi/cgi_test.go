package cgi

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestMain is the CGI program, when there is a request.
func TestMain(m *testing.M) {
	if os.Getenv("GATEWAY_INTERFACE") == "" {
		os.Exit(m.Run())
	}
	if err := Serve(context.Background(), http.HandlerFunc(answer)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func answer(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/panic":
		panic("the cause")
	case "/abort":
		panic(http.ErrAbortHandler)
	case "/short":
		w.Header().Set("Content-Length", "5")
		fmt.Fprint(w, "123")
		return
	case "/promise":
		w.Header().Set("Content-Length", "5")
		return
	case "/zero":
		w.Header().Set("Content-Length", "0")
		fmt.Fprint(w, "123")
		return
	case "/status":
		w.Header().Set("Status", "404 x")
		w.Header()["Content-Length"] = []string{"3", "4"}
		fmt.Fprint(w, "123")
		return
	case "/error":
		_, err := io.ReadAll(r.Body)
		fmt.Fprint(w, err)
		return
	}
	body, _ := io.ReadAll(r.Body)
	environ := r.Context().Value(struct{ WSGI string }{"environ"}).(map[string]any)
	w.Header()["Content-Type"] = nil
	fmt.Fprintf(w, "%q %q %q %q %s %s %s|%v %v %v", r.Pattern, r.URL.Path, r.URL.RawQuery, r.RequestURI, r.Header.Get("X-A"), r.Host, body,
		environ["REMOTE_USER"], environ["HTTP_X_A"], environ["wsgi.run_once"])
}

// request runs the program for a request.
func request(t *testing.T, body string, environment ...string) (out, errs string, code int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append([]string{"GOCOVERDIR=" + os.Getenv("GOCOVERDIR"), "GATEWAY_INTERFACE=CGI/1.1", "REQUEST_METHOD=POST", "SERVER_PROTOCOL=HTTP/1.1"}, environment...)
	cmd.Stdin = strings.NewReader(body)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}

func TestRequest(t *testing.T) {
	for _, tt := range []struct {
		body        string
		environment []string
		want        string
	}{
		{"body", []string{"CONTENT_LENGTH=3", "SCRIPT_NAME=/s", "PATH_INFO=/p q", "QUERY_STRING=x=1", "REQUEST_URI=/s/p%20q?x=1", "HTTP_X_A=a", "HTTP_HOST=h", "REMOTE_USER=joe"},
			`"/s" "/p q" "x=1" "/s/p%20q?x=1" a h bod|joe <nil> true`},
		{"", []string{"SCRIPT_NAME=/s/", "PATH_INFO=/p q", "QUERY_STRING=x=1"}, `"/s" "/p q" "x=1" "/s/p%20q?x=1"   |<nil> <nil> true`},
		{"", nil, `"" "" "" "/"   |<nil> <nil> true`},
	} {
		out, errs, code := request(t, tt.body, tt.environment...)
		header, body, _ := strings.Cut(out, "\r\n\r\n")
		if !strings.HasPrefix(header, "Status: 200 OK") || body != tt.want || errs != "" || code != 0 {
			t.Errorf("%q: %q %q %d, want %q", tt.environment, out, errs, code, tt.want)
		}
	}
}

// TestAnswersThatBreakTheirWord has what there is of them, and an error where
// that is not all.
func TestAnswersThatBreakTheirWord(t *testing.T) {
	const typed = "Content-Type: text/plain; charset=utf-8\r\n\r\n"
	for path, want := range map[string]string{
		"/short":   "Status: 200 OK\r\nContent-Length: 5\r\n" + typed + "123|the answer is shorter than its Content-Length\n",
		"/promise": "Status: 200 OK\r\nContent-Length: 5\r\n\r\n|the answer is shorter than its Content-Length\n",
		"/zero":    "Status: 200 OK\r\nContent-Length: 0\r\n" + typed + "|",
		"/status":  "Status: 200 OK\r\nContent-Length: 3\r\n" + typed + "123|",
		"/error":   "Status: 200 OK\r\n" + typed + "unexpected EOF|", // of a body that is shorter than CONTENT_LENGTH
	} {
		out, errs, code := request(t, "abc", "PATH_INFO="+path, "CONTENT_LENGTH=9")
		if out+"|"+errs != want || (code == 0) != (errs == "") {
			t.Errorf("%s: %q %q %d, want %q", path, out, errs, code, want)
		}
	}
}

func TestFailures(t *testing.T) {
	for path, want := range map[string]string{"/panic": "panic: the cause\n", "/abort": "net/http: abort Handler\n"} {
		if out, errs, code := request(t, "", "PATH_INFO="+path); out != "" || !strings.HasPrefix(errs, want) || code != 1 {
			t.Errorf("%s: %q %q %d", path, out, errs, code)
		}
	}
	if _, errs, code := request(t, "", "REQUEST_METHOD="); !strings.HasPrefix(errs, "this is a CGI program, for a web server to run") || code != 1 {
		t.Errorf("%q %d", errs, code)
	}
	if _, errs, code := request(t, "", "SERVER_PROTOCOL=FTP"); !strings.Contains(errs, "invalid SERVER_PROTOCOL") || code != 1 {
		t.Errorf("%q %d", errs, code)
	}
}
