package gunicorn

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/address"
	"github.com/pastegen/pastegen/templates/peers"
	"github.com/pastegen/pastegen/templates/serve"
	"github.com/pastegen/pastegen/templates/setting"
)

// recorded is a case of gunicorn's own tests of requests, tests/requests/valid
// and invalid (MIT licence, Benoît Chesneau and others): what is sent, and
// either what requests that makes or the error.
type recorded struct {
	Name     string         `json:"name"`
	Text     []byte         `json:"text"`
	Settings map[string]any `json:"settings"`
	Error    string         `json:"error"`
	Requests []echoed       `json:"requests"`
}

// echoed is a request as the app sees it.
type echoed struct {
	Method  string      `json:"method"`
	Target  string      `json:"target"`
	Headers [][2]string `json:"headers"`
	Body    []byte      `json:"body"`
}

// TestMain lets this binary be a server whose app answers with the request.
func TestMain(m *testing.M) {
	text := os.Getenv("GUNICORN_TEST_OPTIONS")
	if text == "" {
		os.Exit(m.Run())
	}
	var settings map[string]any
	if err := json.Unmarshal([]byte(text), &settings); err != nil {
		panic(err)
	}
	o := optionsOf(settings)
	os.Exit(serve.Main(nil, os.Stderr, serve.Program{Config: func() string { return "" }, Apps: []serve.App{{
		Name:   "echo",
		Server: func() (serve.Server, error) { return New(o) },
		Build: func(context.Context) (http.Handler, func(context.Context) error, error) {
			return http.HandlerFunc(echo), nil, nil
		},
	}}}))
}

// optionsOf are the options for settings of a case. Those that weaken HTTP have
// no effect here.
func optionsOf(settings map[string]any) Options {
	o := Options{Bind: []address.Place{"127.0.0.1:0"}}
	for key, value := range settings {
		text := fmt.Sprint(value)
		switch key {
		case "limit_request_line":
			o.LimitRequestLine = setting.Count(text)
		case "limit_request_fields":
			o.LimitRequestFields = setting.Count(text)
		case "limit_request_field_size":
			o.LimitRequestFieldSize = setting.Count(text)
		case "proxy_protocol":
			o.ProxyProtocol = "on"
		case "forwarded_allow_ips":
			o.ForwardedAllowIps = peers.Set{All: true}
		}
	}
	return o
}

func echo(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	e := echoed{Method: r.Method, Target: r.RequestURI, Body: body}
	for name, values := range r.Header {
		for _, value := range values {
			e.Headers = append(e.Headers, [2]string{strings.ToUpper(name), value})
		}
	}
	text, err := json.Marshal(e)
	if err != nil {
		panic(err)
	}
	_, _ = w.Write(text)
}

// server starts a server and returns where it is.
func server(t *testing.T, settings map[string]any) string {
	t.Helper()
	text, err := json.Marshal(settings)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "GUNICORN_TEST_OPTIONS="+string(text))
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		if found := regexp.MustCompile(`msg=listening .*addr=(\S+)`).FindStringSubmatch(lines.Text()); found != nil {
			go func() { _, _ = io.Copy(io.Discard, stderr) }()
			return found[1]
		}
	}
	t.Fatal("the server does not listen")
	return ""
}

// answers sends a text and returns what the app has seen, and whether all that
// was sent was taken for requests.
func answers(t *testing.T, addr string, text []byte) (seen []echoed, refused string) {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(15 * time.Second))
	go func() {
		_, _ = c.Write(text)
		_ = c.(*net.TCPConn).CloseWrite()
	}()
	in := bufio.NewReader(c)
	for {
		r, err := http.ReadResponse(in, nil)
		if err != nil {
			return seen, refused
		}
		body, err := io.ReadAll(r.Body)
		if r.StatusCode != http.StatusOK || err != nil {
			return seen, fmt.Sprint(r.StatusCode, " ", err)
		}
		var e echoed
		if json.Unmarshal(body, &e) == nil {
			seen = append(seen, e)
		}
	}
}

// TestRequestsOfGunicorn has a counterpart for each file of requests that
// gunicorn is tested with, and counts those that differ.
func TestRequestsOfGunicorn(t *testing.T) {
	text, err := os.ReadFile("testdata/requests.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []recorded
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	servers := map[string]string{}
	met := map[string]bool{}
	for _, c := range all {
		key := fmt.Sprint(c.Settings)
		if servers[key] == "" {
			servers[key] = server(t, c.Settings)
		}
		seen, refused := answers(t, servers[key], withHost(c.Text))
		problem := c.compare(seen, refused)
		why, differs := differences()[c.Name]
		met[c.Name] = true
		switch {
		case problem != "" && !differs:
			t.Errorf("%s: %s\n%q", c.Name, problem, c.Text[:min(len(c.Text), 300)])
		case problem == "" && differs:
			t.Errorf("%s does not differ any more: %s", c.Name, why)
		}
	}
	for name := range differences() {
		if !met[name] {
			t.Errorf("there is no case %s", name)
		}
	}
	if len(all) != 137 {
		t.Errorf("%d cases", len(all))
	}
}

// withHost adds a Host to requests of HTTP/1.1 that have none, which gunicorn
// takes: they are to be answered with status 400 (RFC 9112, 3.2), and are, so
// that there would be nothing to compare.
func withHost(text []byte) []byte {
	if line, _, _ := bytes.Cut(text, []byte("\n")); bytes.Contains(bytes.ToLower(text), []byte("\nhost:")) || bytes.HasSuffix(line, []byte("/1.0\r")) && !bytes.Contains(bytes.ToLower(text), []byte("keep-alive")) {
		return text
	}
	return bytes.ReplaceAll(text, []byte(" HTTP/1.1\r\n"), []byte(" HTTP/1.1\r\nHost: h\r\n"))
}

// compare says what is not as in gunicorn.
func (c recorded) compare(seen []echoed, refused string) string {
	if c.Error != "" {
		if refused == "" && len(seen) > 0 && c.Error != "NoMoreData" {
			return fmt.Sprintf("it is taken for %+v, where gunicorn has %s", seen, c.Error)
		}
		return ""
	}
	if len(seen) != len(c.Requests) {
		return fmt.Sprintf("%d requests, want %d; refused: %s", len(seen), len(c.Requests), refused)
	}
	for i, want := range c.Requests {
		if got := seen[i]; got.Method != want.Method || got.Target != want.Target || !bytes.Equal(got.Body, want.Body) {
			return fmt.Sprintf("request %d is %s %s %q, want %s %s %q", i, got.Method, got.Target, got.Body, want.Method, want.Target, want.Body)
		}
		for _, h := range want.Headers {
			ours := slices.Contains([]string{"HOST", "TRANSFER-ENCODING", "TRAILER", "CONNECTION", "EXPECT"}, h[0])
			if !ours && !slices.Contains(seen[i].Headers, h) {
				return fmt.Sprintf("request %d has no %q but %q", i, h, seen[i].Headers)
			}
		}
	}
	return ""
}

// differences are the cases in which requests are not what they are for
// gunicorn, and why.
func differences() map[string]string {
	const (
		coding     = "a transfer coding other than chunked is answered with status 501: nobody decodes it"
		host       = "a target with a host is the path, and the host is the Host (RFC 9112, 3.2.2)"
		weak       = "what weakens HTTP cannot be turned on"
		latin      = "bytes beyond ASCII are handed to the app as they are; PEP 3333 wants latin-1, which the adapter for WSGI makes of them"
		folded     = "a folded field is one with a space in the place of the fold (RFC 9112, 5.2)"
		underscore = "a name with an underscore reaches apps of net/http, which do not take it for another; none of WSGI"
		fragment   = "a fragment, which no client may send, is cut off; gunicorn has it in RAW_URI"
		trailer    = "a trailer that must not be one is dropped (RFC 9110, 6.5.1)"
	)
	return map[string]string{
		"valid/009": coding, "valid/025": coding, "valid/025_line": coding, "valid/029": coding, "valid/030": coding,
		"valid/rfc9112_smuggle_gzip_chunked_01": coding, "valid/rfc9112_smuggle_te_identity_chunked_01": coding,
		"valid/005": fragment,
		"valid/027": latin, "valid/rfc9110_field_value_obs_text_01": latin,
		"valid/028": weak, "valid/031compat": weak,
		"valid/rfc9112_target_absolute_01": host, "valid/rfc9112_target_absolute_https_01": host, "valid/rfc9112_target_absolute_ipv6_01": host,
		"valid/rfc9112_target_absolute_userinfo_01": host,
		"valid/rfc9112_target_asterisk_options_01":  "net/http answers OPTIONS * itself",
		"valid/099":           "the body is shorter than its length, which gunicorn's test does not notice: status 400",
		"invalid/obs_fold_01": folded, "invalid/013": "the size of a field is counted without white space that means nothing",
		"invalid/003c":                            "a method is any token (RFC 9110, 9.1)",
		"invalid/chunked_07":                      underscore,
		"invalid/chunked_09":                      "white space behind the size of a chunk is taken, as older clients send it",
		"invalid/040":                             underscore,
		"invalid/041":                             "apps of net/http see both values, those of WSGI the last",
		"invalid/chunked_05":                      "HTTP/1.0 knows no chunks (RFC 9112, 6.1): the body is empty, and the connection ends",
		"invalid/limit_header_default_01":         "without a limit for fields there is that of a header, 256 KB",
		"invalid/rfc9110_trailer_forbidden_cl_01": trailer, "invalid/rfc9110_trailer_forbidden_host_01": trailer, "invalid/rfc9110_trailer_forbidden_te_01": trailer,
		"invalid/rfc9112_smuggle_cl_te_chunked_01": "chunks win over a length, which is dropped, and the connection ends (RFC 9112, 6.3)",
	}
}
