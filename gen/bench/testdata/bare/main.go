// Bare serves web.Hello with net/http and nothing else: the floor that a
// generated server is measured against. Its first argument is the address; the
// others name limits that a generated server has by itself:
//
//	timeouts     of a header, of an idle connection, and the size of a header
//	write        how long a client may take for an answer
//	connections  how many there may be
package main

import (
	"log"
	"net"
	"net/http"
	"os"
	"slices"
	"time"

	"example.com/limits"
	"example.com/web"
)

func main() {
	names := os.Args[2:]
	s := &http.Server{Handler: http.HandlerFunc(web.Hello)}
	if slices.Contains(names, "timeouts") {
		s.ReadHeaderTimeout = 10 * time.Second
		s.IdleTimeout = 2 * time.Minute
		s.MaxHeaderBytes = 256 << 10
	}
	if slices.Contains(names, "write") {
		s.WriteTimeout = 2 * time.Minute
	}
	l, err := net.Listen("tcp", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	if slices.Contains(names, "connections") {
		l = limits.Connections(l, 1000)
	}
	log.Fatal(s.Serve(l))
}
