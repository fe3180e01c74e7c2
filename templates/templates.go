// Package templates holds the runtime pieces of generated programs: ordinary Go packages, compiled and tested where they
// stand, whose source is copied beside a generated main.go. It knows nothing of INI files or of the generator.
//
// A piece imports the standard library only and no other piece, has only unexported top-level names, shares none of them
// with another piece, and has neither init functions nor package variables. A program takes whole pieces and uses all of
// each, so that linters find nothing unused in it. Of convert and environ, which are collections, it takes what it uses.
package templates

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

// The list names every file, because embedding a folder would take its tests along.
//
//go:embed cgi/cgi.go
//go:embed cleanup/cleanup.go
//go:embed convert/convert.go convert/std.go
//go:embed environ/environ.go
//go:embed fcgi/fcgi.go fcgi/record.go
//go:embed gateway/gateway.go gateway/listen.go gateway/request.go gateway/writer.go
//go:embed here/here.go
//go:embed httplint/httplint.go httplint/writer.go
//go:embed scgi/scgi.go
//go:embed serve/serve.go serve/flags.go serve/lifecycle.go serve/appserver.go serve/listen.go serve/recover.go serve/printconfig.go
//go:embed urlhost/urlhost.go
//go:embed urlmap/urlmap.go urlmap/shift.go
//go:embed urlsegment/urlsegment.go
//go:embed urltable/urltable.go
//go:embed wsgi/wsgi.go wsgi/environ.go wsgi/keys.go wsgi/answer.go wsgi/held.go wsgi/file.go wsgi/check.go
//go:embed wsgicall/wsgicall.go wsgicall/writer.go wsgicall/request.go
//go:embed wsgilint/wsgilint.go wsgilint/environ.go wsgilint/headers.go
var files embed.FS

// Piece is one runtime piece.
type Piece struct {
	Name  string   // also the name of its package and of its folder
	Files []string // paths inside this folder; the first one has the package comment
}

// Pieces returns all pieces in the order in which Copy writes them: what a reader wants to see first comes first.
func Pieces() []Piece {
	return []Piece{
		{"urlmap", []string{"urlmap/urlmap.go", "urlmap/shift.go"}},
		{"urlsegment", []string{"urlsegment/urlsegment.go"}},
		{"urltable", []string{"urltable/urltable.go"}},
		{"urlhost", []string{"urlhost/urlhost.go"}},
		{"wsgi", []string{"wsgi/wsgi.go", "wsgi/environ.go", "wsgi/keys.go", "wsgi/answer.go", "wsgi/held.go", "wsgi/file.go", "wsgi/check.go"}},
		{"wsgicall", []string{"wsgicall/wsgicall.go", "wsgicall/writer.go", "wsgicall/request.go"}},
		{"wsgilint", []string{"wsgilint/wsgilint.go", "wsgilint/environ.go", "wsgilint/headers.go"}},
		{"httplint", []string{"httplint/httplint.go", "httplint/writer.go"}},
		{"environ", []string{"environ/environ.go"}},
		{"convert", []string{"convert/convert.go", "convert/std.go"}},
		{"here", []string{"here/here.go"}},
		{"cleanup", []string{"cleanup/cleanup.go"}},
		{"serve", []string{"serve/serve.go", "serve/flags.go", "serve/lifecycle.go", "serve/appserver.go", "serve/listen.go", "serve/recover.go", "serve/printconfig.go"}},
		{"cgi", []string{"cgi/cgi.go"}},
		{"gateway", []string{"gateway/gateway.go", "gateway/listen.go", "gateway/request.go", "gateway/writer.go"}},
		{"fcgi", []string{"fcgi/fcgi.go", "fcgi/record.go"}},
		{"scgi", []string{"scgi/scgi.go"}},
	}
}

// Source returns the source of the named piece as it stands here, its files one after the other; "" when there is none.
func Source(name string) string {
	all := Pieces()
	i := slices.IndexFunc(all, func(p Piece) bool { return p.Name == name })
	if i < 0 {
		return ""
	}
	var text strings.Builder
	for _, file := range all[i].Files {
		text.Write(source(file))
	}
	return text.String()
}

// source returns an embedded file. Pieces and the embedded files agree, which a test shows.
func source(file string) []byte {
	text, err := files.ReadFile(file)
	if err != nil {
		panic(fmt.Sprintf("templates: %v", err))
	}
	return text
}
