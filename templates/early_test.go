package templates

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// way is a way from a web server to the gateway program, which speaks protocol.
type way struct {
	protocol string
	config   func([2][2]string) []string
	breaks   string // the app whose answers the web server itself may break off; none for ""
}

// ways are the ways from nginx.
func ways(t *testing.T) map[string]way {
	to := func(protocol, location string) way {
		return way{protocol: protocol, config: nginx(t, "location / { client_max_body_size 0; "+location+" }")}
	}
	params := func(pass string) string {
		return fmt.Sprintf("include /etc/nginx/%[1]s_params; %[1]s_param SCRIPT_NAME ''; %[1]s_param PATH_INFO $document_uri; %[1]s_pass BACKEND;", pass)
	}
	kept := "proxy_http_version 1.1; proxy_set_header Connection ''; proxy_pass http://BACKEND;"
	unbuffered := to("http", "proxy_request_buffering off; "+kept)
	unbuffered.breaks = "early" // nginx ends the connection of a client that is still sending
	return map[string]way{
		"http":       to("http", "proxy_pass http://BACKEND;"),
		"kept":       to("http", kept),
		"unbuffered": unbuffered,
		"fcgi":       to("fcgi", params("fastcgi")),
		"scgi":       to("scgi", params("scgi")),
		"uwsgi":      to("uwsgi", params("uwsgi")),
	}
}

// otherWays are those from other web servers.
func otherWays(t *testing.T) map[string]way {
	const (
		plain = `(("host" => "HOST", "port" => PORT))`
		root  = `("/" => (("host" => "HOST", "port" => PORT, "check-local" => "disable", "fix-root-scriptname" => "enable")))`
	)
	return map[string]way{
		"apache http":     {"http", apache(t, "proxy proxy_http", "ProxyPass / http://BACKEND/"), ""},
		"apache fcgi":     {"fcgi", apache(t, "proxy proxy_fcgi setenvif", "SetEnvIf Request_URI . proxy-fcgi-pathinfo=1\nProxyPass / fcgi://BACKEND/"), ""},
		"apache scgi":     {"scgi", apache(t, "proxy proxy_scgi setenvif", "SetEnvIf Request_URI . proxy-scgi-pathinfo=1\nProxyPass / scgi://BACKEND/"), ""},
		"apache uwsgi":    {"uwsgi", apache(t, "proxy proxy_uwsgi", "ProxyPass / uwsgi://BACKEND/"), ""},
		"lighttpd http":   {"http", lighttpd(t, `"mod_proxy"`, `proxy.server = ("" => `+plain+`)`), ""},
		"lighttpd stream": {"http", lighttpd(t, `"mod_proxy"`, "server.stream-request-body = 2\nproxy.server = (\"\" => "+plain+")"), ""},
		"lighttpd fcgi":   {"fcgi", lighttpd(t, `"mod_fastcgi"`, `fastcgi.server = `+root), ""},
		"lighttpd scgi":   {"scgi", lighttpd(t, `"mod_scgi"`, `scgi.server = `+root), ""},
		// Caddy's net/http closes a body when the answer begins, and with it
		// now and then the connection on which it has just sent the body.
		"caddy http":    {"http", caddy(t, "reverse_proxy BACKEND"), "echo"},
		"caddy fcgi":    {"fcgi", caddy(t, "reverse_proxy BACKEND {\n transport fastcgi\n }"), ""},
		"haproxy http":  {"http", haproxy(t, ""), ""},
		"haproxy close": {"http", haproxy(t, "option http-server-close"), ""},
	}
}

// caddy returns the configuration of Caddy with directives for each backend.
func caddy(t *testing.T, directives string) func([2][2]string) []string {
	return func(pairs [2][2]string) []string {
		text := "{\n admin off\n auto_https off\n}\n"
		for _, pair := range pairs {
			text += fmt.Sprintf("http://%s {\n %s\n}\n", pair[0], strings.ReplaceAll(directives, "BACKEND", pair[1]))
		}
		name := filepath.Join(t.TempDir(), "Caddyfile")
		write(t, name, text)
		return []string{"/usr/bin/caddy", "run", "--adapter", "caddyfile", "--config", name}
	}
}

// haproxy returns the configuration of HAProxy with an option for each backend.
func haproxy(t *testing.T, option string) func([2][2]string) []string {
	return func(pairs [2][2]string) []string {
		text := "defaults\n mode http\n timeout connect 60s\n timeout client 60s\n timeout server 60s\n " + option + "\n"
		for i, pair := range pairs {
			text += fmt.Sprintf("listen front%d\n bind %s\n server app %s\n", i, pair[0], pair[1])
		}
		name := filepath.Join(t.TempDir(), "haproxy.cfg")
		write(t, name, text)
		return []string{"/usr/sbin/haproxy", "-db", "-f", name}
	}
}

// startWay runs a web server before the gateway program.
func startWay(t *testing.T, program string, w way) (url string, running *process) {
	t.Helper()
	backend := place(t, "tcp")
	running = startProcess(t, program, w.protocol, backend)
	running.await("listening")
	front := place(t, "tcp")
	command := w.config([2][2]string{{front, backend}, {place(t, "tcp"), backend}})
	startProcess(t, command[0], command[1:]...)
	awaitAddr(t, front)
	return "http://" + front, running
}

// TestEarlyAnswersBehindNginx has apps that answer before they have read a
// body, or read it after that. nginx has no answer for its client when a
// connection is closed under it, and stops sending when it sees an answer.
func TestEarlyAnswersBehindNginx(t *testing.T) {
	needServers(t, "/usr/sbin/nginx")
	testEarlyAnswers(t, ways(t), 20, []int{3, 5_000, 200_000, 300_000, 2_000_000, 64_000_000})
}

// TestEarlyAnswersBehindOthers has other web servers, which do likewise.
func TestEarlyAnswersBehindOthers(t *testing.T) {
	needServers(t, "/usr/sbin/apache2", "/usr/sbin/lighttpd", "/usr/bin/caddy", "/usr/sbin/haproxy")
	testEarlyAnswers(t, otherWays(t), 5, []int{3, 200_000, 8_000_000})
}

// testEarlyAnswers asks for answers to bodies of these sizes, so often at most.
func testEarlyAnswers(t *testing.T, ways map[string]way, most int, sizes []int) {
	program := buildGateway(t)
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			url, _ := startWay(t, program, way)
			client := &http.Client{Timeout: 2 * time.Minute}
			for _, size := range sizes {
				for i := range 1 + min(most, 3_000_000/size) {
					answersEarly(t, client, url, way.breaks, size, i)
				}
			}
		})
	}
}

// answersEarly asks each app once.
func answersEarly(t *testing.T, client *http.Client, url, breaks string, size, i int) {
	t.Helper()
	body := strings.Repeat("x", size)
	for path, want := range map[string]string{
		"/early": "401 unread\n", "/net/early": "401 unread\n", "/echo": "200 " + body, "/net/echo": "200 " + body, "/sum": fmt.Sprintf("200 %d <nil>\n", size),
	} {
		mayBreak := breaks != "" && strings.HasSuffix(path, breaks)
		response, err := client.Post(url+path, "text/plain", strings.NewReader(body))
		if err != nil {
			if !mayBreak {
				t.Fatalf("%s of %d bytes: %v", path, size, err)
			}
			continue
		}
		text, err := io.ReadAll(response.Body)
		response.Body.Close()
		got := fmt.Sprintf("%d %s", response.StatusCode, text)
		if mayBreak && strings.HasPrefix(want, got) {
			continue
		}
		if got != want || err != nil {
			t.Fatalf("%s of %d bytes, request %d: %.40q of %d (%v), want %.40q", path, size, i, got, len(got), err, want)
		}
	}
}

// TestClientsThatAreGoneBehindNginx has 20 clients whose body nobody reads, and
// then a signal to end.
func TestClientsThatAreGoneBehindNginx(t *testing.T) {
	needServers(t, "/usr/sbin/nginx")
	program := buildGateway(t)
	for name, way := range ways(t) {
		t.Run(name, func(t *testing.T) {
			url, running := startWay(t, program, way)
			count := func(text string, want int) {
				t.Helper()
				for deadline := time.Now().Add(20 * time.Second); strings.Count(running.String(), text) < want; time.Sleep(5 * time.Millisecond) {
					if time.Now().After(deadline) {
						t.Fatalf("%d of %d are %s", strings.Count(running.String(), text), want, text)
					}
				}
			}
			for i := range 20 {
				path := []string{"/wait", "/net/wait"}[i%2]
				leaveWaiting(t, url+path, []int{3, 100_000, 3_000_000}[i%3], func() { count("waiting\n", i+1) })
			}
			count("gone\n", 20)
			begun := time.Now()
			if err := running.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			if err := running.Wait(); err != nil || time.Since(begun) > 15*time.Second {
				t.Errorf("it ended after %v (%v)", time.Since(begun), err)
			}
		})
	}
}

// leaveWaiting posts a body of a size, and goes away when the app has waited for
// a while.
func leaveWaiting(t *testing.T, url string, size int, wait func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, "POST", url, strings.NewReader(strings.Repeat("x", size)))
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if response, err := (&http.Client{Transport: &http.Transport{}}).Do(r); err == nil {
			_, _ = io.Copy(io.Discard, response.Body) // which ends with the context
			response.Body.Close()
		}
	}()
	defer func() { <-ended }()
	defer cancel()
	wait()
	time.Sleep(300 * time.Millisecond)
}
