// Package info shows what chi's middleware leaves in a request's context.
package info

import (
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/go-chi/chi/v5/middleware"
)

// ClientIP answers with the client's address.
func ClientIP(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "client %s\n", middleware.GetClientIP(r.Context()))
}

// Format answers with the suffix of the request's path.
func Format(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "format %v\n", r.Context().Value(middleware.URLFormatCtxKey))
}

// RequestID answers with the request's id.
func RequestID(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "request %s\n", middleware.GetReqID(r.Context()))
}

// Formatter writes lines of the log for requests.
var Formatter = &middleware.DefaultLogFormatter{Logger: log.New(os.Stdout, "formatted: ", 0), NoColor: true}
