// Command main runs a WSGI application behind a gateway, made of the runtime packages: "fcgi ADDRESS",
// "scgi ADDRESS", "http ADDRESS" for a server without a gateway, or as a CGI program without arguments.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"log"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/pastegen/pastegen/templates/cgi"
	"github.com/pastegen/pastegen/templates/fcgi"
	"github.com/pastegen/pastegen/templates/gateway"
	"github.com/pastegen/pastegen/templates/scgi"
	"github.com/pastegen/pastegen/templates/serve"
	"github.com/pastegen/pastegen/templates/uwsgi"
	"github.com/pastegen/pastegen/templates/wsgi"
)

func main() {
	ctx, end := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer end()
	run := cgi.Serve
	if len(os.Args) == 3 && os.Args[1] == "http" {
		build := func(context.Context) (http.Handler, func(context.Context) error, error) {
			return handler(), nil, nil
		}
		os.Exit(serve.Main([]string{"-listen", os.Args[2]}, os.Stderr, serve.Program{Apps: []serve.App{{Name: "app", Build: build}}}))
	}
	if len(os.Args) == 3 {
		protocol := fcgi.Protocol
		switch os.Args[1] {
		case "scgi":
			protocol = scgi.Protocol
		case "uwsgi":
			protocol = uwsgi.Protocol
		}
		run = gateway.Serve(os.Args[2], protocol)
	}
	if err := run(ctx, handler()); err != nil {
		log.Fatal(err)
	}
	log.Print("ended")
}

// handler is the app, and below /net one of net/http.
func handler() http.Handler {
	below := wsgi.Handler(app)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path, ok := strings.CutPrefix(r.URL.Path, "/net"); ok {
			plain(w, r, path)
		} else {
			below.ServeHTTP(w, r)
		}
	})
}

// plain answers as app does, without WSGI.
func plain(w http.ResponseWriter, r *http.Request, path string) {
	switch path {
	case "/early":
		http.Error(w, "unread", http.StatusUnauthorized)
	case "/echo":
		_ = http.NewResponseController(w).Flush()
		_, _ = io.Copy(w, r.Body)
	case "/wait":
		log.Print("waiting")
		<-r.Context().Done()
		log.Print("gone")
	case "/sum":
		n, err := io.Copy(io.Discard, r.Body)
		fmt.Fprintln(w, n, err)
	case "/big":
		_, _ = w.Write(bytes.Repeat([]byte("0123456789"), 100_000))
	case "/state":
		files, err := os.ReadDir("/proc/self/fd")
		fmt.Fprintln(w, runtime.NumGoroutine(), len(files), err)
	default:
		fmt.Fprint(w, "hello")
	}
}

func app(environ map[string]any, start func(string, [][2]string, error) func([]byte) error) iter.Seq[[]byte] {
	text := [][2]string{{"Content-Type", "text/plain"}, {"X-App", "one"}, {"X-App", "two"}}
	if strings.Contains(environ["QUERY_STRING"].(string), "environ") {
		start("200 OK", [][2]string{{"Content-Type", "application/json"}}, nil)
		return slices.Values([][]byte{asJSON(environ)})
	}
	switch environ["PATH_INFO"] {
	case "/panic":
		panic("before the answer")
	case "/half":
		start("200 OK", append(text, [2]string{"Content-Length", "100"}), nil)
		return func(yield func([]byte) bool) {
			yield([]byte("half"))
			taken(environ)
			panic("in the answer")
		}
	case "/early":
		start("401 Unauthorized", text, nil)
		return slices.Values([][]byte{[]byte("unread\n")})
	case "/echo":
		start("200 OK", text, nil)
		return echo(environ["wsgi.input"].(io.Reader))
	case "/sum":
		n, err := io.Copy(io.Discard, environ["wsgi.input"].(io.Reader))
		start("200 OK", text, nil)
		return slices.Values([][]byte{fmt.Appendln(nil, n, err)})
	case "/missing":
		start("404 Not Found", text, nil)
	case "/304":
		start("304 Not Modified", [][2]string{{"Etag", `"x"`}}, nil)
	case "/stream":
		start("200 OK", text, nil)
		return stream(environ)
	case "/endless":
		start("200 OK", text, nil)
		return func(yield func([]byte) bool) {
			defer log.Print("cleaned up")
			for yield(bytes.Repeat([]byte("x"), 10_000)) {
				time.Sleep(time.Millisecond)
			}
		}
	case "/wait":
		start("200 OK", text, nil)
		return func(yield func([]byte) bool) {
			yield([]byte("wait"))
			log.Print("waiting")
			<-environ["net/http.request"].(*http.Request).Context().Done()
			log.Print("gone")
		}
	case "/slow":
		start("200 OK", text, nil)
		log.Print("slow has begun")
		time.Sleep(time.Second)
		return slices.Values([][]byte{[]byte("slow")})
	case "/big":
		start("200 OK", text, nil)
		return slices.Values([][]byte{bytes.Repeat([]byte("0123456789"), 100_000)})
	default:
		start("200 OK", text, nil)
	}
	return slices.Values([][]byte{[]byte(describe(environ))})
}

// echo answers with what comes, from the beginning on.
func echo(input io.Reader) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		buffer := make([]byte, 10_000)
		for yield(nil) {
			n, err := input.Read(buffer)
			if n > 0 && !yield(buffer[:n]) || err != nil {
				return
			}
		}
	}
}

// asJSON writes environ as Python's json does, whose strings have a character for each byte. Of what is no text it tells truth.
func asJSON(environ map[string]any) []byte {
	object := map[string]any{}
	for key, value := range environ {
		switch v := value.(type) {
		case string:
			runes := make([]rune, len(v))
			for i := range len(v) {
				runes[i] = rune(v[i])
			}
			object[key] = string(runes)
		case bool:
			object[key] = v
		}
	}
	text, err := json.Marshal(object)
	if err != nil {
		panic(err)
	}
	return text
}

// stream has a chunk, and more when the test has taken it.
func stream(environ map[string]any) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		if !yield([]byte("chunk 0\n")) {
			return
		}
		if !taken(environ) {
			yield([]byte("the first chunk was held back\n"))
			return
		}
		_ = yield([]byte("chunk 1\n")) && yield([]byte("chunk 2\n"))
	}
}

// taken waits for the file that the query names, and reports whether it is there.
func taken(environ map[string]any) bool {
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(environ["QUERY_STRING"].(string)); err == nil {
			return true
		}
	}
	return false
}

// describe tells the environ, each key on a line, and the body.
func describe(environ map[string]any) string {
	var lines []string
	for key, value := range environ {
		if text, ok := value.(string); ok {
			lines = append(lines, fmt.Sprintf("%s=%q\n", key, text))
		}
	}
	slices.Sort(lines)
	body, err := io.ReadAll(environ["wsgi.input"].(io.Reader))
	return fmt.Sprintf("%sbody=%q %v\nflags=%v %v %v\n", strings.Join(lines, ""), body, err,
		environ["wsgi.multithread"], environ["wsgi.multiprocess"], environ["wsgi.run_once"])
}
