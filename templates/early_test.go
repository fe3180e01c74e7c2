package templates

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

// ways are the ways from nginx to a program, which listens at BACKEND.
func ways() map[string]struct{ protocol, location string } {
	params := func(pass string) string {
		return fmt.Sprintf("include /etc/nginx/%[1]s_params; %[1]s_param SCRIPT_NAME ''; %[1]s_param PATH_INFO $document_uri; %[1]s_pass BACKEND;", pass)
	}
	kept := "proxy_http_version 1.1; proxy_set_header Connection ''; proxy_pass http://BACKEND;"
	return map[string]struct{ protocol, location string }{
		"http":       {"http", "proxy_pass http://BACKEND;"},
		"kept":       {"http", kept},
		"unbuffered": {"http", "proxy_request_buffering off; " + kept},
		"fcgi":       {"fcgi", params("fastcgi")},
		"scgi":       {"scgi", params("scgi")},
	}
}

// startWay runs nginx before the gateway program.
func startWay(t *testing.T, program, way string) (url string, running *process) {
	t.Helper()
	w := ways()[way]
	backend := place(t, "tcp")
	running = startProcess(t, program, w.protocol, backend)
	running.await("listening")
	front := place(t, "tcp")
	location := "location / { client_max_body_size 0; " + w.location + " }"
	command := nginx(t, location)([2][2]string{{front, backend}, {place(t, "tcp"), backend}})
	startProcess(t, command[0], command[1:]...)
	awaitAddr(t, front)
	return "http://" + front, running
}

// TestEarlyAnswersBehindNginx has apps that answer before they have read a
// body, or read it after that. nginx has no answer for its client when a
// connection is closed under it, and stops sending when it sees an answer.
func TestEarlyAnswersBehindNginx(t *testing.T) {
	needServers(t, "/usr/sbin/nginx")
	program := buildGateway(t)
	for way := range ways() {
		t.Run(way, func(t *testing.T) {
			url, _ := startWay(t, program, way)
			client := &http.Client{Timeout: 30 * time.Second}
			for _, size := range []int{3, 5_000, 200_000, 300_000, 2_000_000, 64_000_000} {
				body := strings.Repeat("x", size)
				for path, want := range map[string]string{
					"/early": "401 unread\n", "/net/early": "401 unread\n", "/echo": "200 " + body, "/net/echo": "200 " + body, "/sum": fmt.Sprintf("200 %d <nil>\n", size),
				} {
					for i := range 1 + min(20, 3_000_000/size) {
						response, err := client.Post(url+path, "text/plain", strings.NewReader(body))
						if err != nil {
							if way == "unbuffered" && strings.Contains(path, "early") {
								continue // nginx itself ends the connection of a client that is still sending
							}
							t.Fatalf("%s of %d bytes: %v", path, size, err)
						}
						text, err := io.ReadAll(response.Body)
						response.Body.Close()
						if got := fmt.Sprintf("%d %s", response.StatusCode, text); got != want || err != nil {
							t.Fatalf("%s of %d bytes, request %d: %.40q of %d (%v), want %.40q", path, size, i, got, len(got), err, want)
						}
					}
				}
			}
		})
	}
}

// TestClientsThatAreGoneBehindNginx has 20 clients whose body nobody reads, and
// then a signal to end.
func TestClientsThatAreGoneBehindNginx(t *testing.T) {
	needServers(t, "/usr/sbin/nginx")
	program := buildGateway(t)
	for way := range ways() {
		t.Run(way, func(t *testing.T) {
			url, running := startWay(t, program, way)
			client := &http.Client{Timeout: 300 * time.Millisecond}
			for i := range 20 {
				path := []string{"/wait", "/net/wait"}[i%2]
				response, err := client.Post(url+path, "text/plain", strings.NewReader(strings.Repeat("x", []int{3, 100_000, 3_000_000}[i%3])))
				if err == nil {
					_, _ = io.Copy(io.Discard, response.Body)
					response.Body.Close()
				}
			}
			for range 100 {
				if strings.Count(running.String(), "gone\n") == 20 {
					break
				}
				time.Sleep(100 * time.Millisecond)
			}
			if n := strings.Count(running.String(), "gone\n"); n != 20 {
				t.Errorf("%d of 20 are noticed", n)
			}
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
