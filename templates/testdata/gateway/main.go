// Command main runs a WSGI application behind a gateway, made of the runtime packages: "fcgi ADDRESS",
// "scgi ADDRESS", or as a CGI program without arguments.
package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"log"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/pastegen/pastegen/templates/cgi"
	"github.com/pastegen/pastegen/templates/fcgi"
	"github.com/pastegen/pastegen/templates/gateway"
	"github.com/pastegen/pastegen/templates/scgi"
	"github.com/pastegen/pastegen/templates/wsgi"
)

func main() {
	ctx, end := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer end()
	run := cgi.Serve
	if len(os.Args) == 3 {
		protocol := fcgi.Protocol
		if os.Args[1] == "scgi" {
			protocol = scgi.Protocol
		}
		run = gateway.Serve(os.Args[2], protocol)
	}
	if err := run(ctx, wsgi.Handler(app)); err != nil {
		log.Fatal(err)
	}
	log.Print("ended")
}

func app(environ map[string]any, start func(string, [][2]string, error) func([]byte) error) iter.Seq[[]byte] {
	text := [][2]string{{"Content-Type", "text/plain"}, {"X-App", "one"}, {"X-App", "two"}}
	switch environ["PATH_INFO"] {
	case "/panic":
		panic("before the answer")
	case "/half":
		start("200 OK", append(text, [2]string{"Content-Length", "100"}), nil)
		return func(yield func([]byte) bool) {
			yield([]byte("half"))
			time.Sleep(200 * time.Millisecond) // for a web server to pass it on
			panic("in the answer")
		}
	case "/missing":
		start("404 Not Found", text, nil)
	case "/304":
		start("304 Not Modified", [][2]string{{"Etag", `"x"`}}, nil)
	case "/stream":
		start("200 OK", text, nil)
		return stream
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

// stream has a chunk for each that the test has taken.
func stream(yield func([]byte) bool) {
	for i := range 3 {
		if !yield(fmt.Appendf(nil, "chunk %d\n", i)) {
			return
		}
		time.Sleep(300 * time.Millisecond)
	}
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
