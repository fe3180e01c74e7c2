// Bare serves web.Hello with net/http and nothing else: the floor that a
// generated server is measured against. Its argument is the address; a second
// one, "limited", sets the limits that a generated server has, which every
// server on the open net needs.
package main

import (
	"log"
	"net/http"
	"os"
	"time"

	"example.com/web"
)

func main() {
	s := &http.Server{Addr: os.Args[1], Handler: http.HandlerFunc(web.Hello)}
	if len(os.Args) > 2 && os.Args[2] == "limited" {
		s.ReadHeaderTimeout = 10 * time.Second
		s.IdleTimeout = 2 * time.Minute
		s.MaxHeaderBytes = 256 << 10
	}
	log.Fatal(s.ListenAndServe())
}
