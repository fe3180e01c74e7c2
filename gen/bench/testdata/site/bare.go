// Bare answers with 1 KB, by net/http and nothing else.
package main

import (
	"io"
	"log"
	"net/http"
	"os"
	"strings"
)

func main() {
	text := strings.Repeat("0123456789abcde\n", 64)
	log.Fatal(http.ListenAndServe(os.Args[1], http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		io.WriteString(w, text)
	})))
}
