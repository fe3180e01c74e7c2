package realworld

import (
	"net/http/cgi"
	"net/http/httptest"
	"path/filepath"
	"testing"
)

// TestCGI has a web server run the program for each request.
func TestCGI(t *testing.T) {
	upToDate(t, "cgi")
	server := httptest.NewServer(&cgi.Handler{Path: build(t, "cgi"), Root: "/script"})
	defer server.Close()
	file := filepath.Join("cgi", "app.ini")
	for _, s := range sections(t, file) {
		for _, e := range s.exchanges {
			e.run(t, file, server.URL)
		}
	}
}
