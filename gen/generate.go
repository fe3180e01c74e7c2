// Package gen turns a Paste Deploy configuration into Go source files, in
// memory: it chooses the entry points, has their factories bound, plans the
// functions and writes them. Nothing is written to disk here.
package gen

import (
	"context"

	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// Options says what to generate. The zero value gives a server for the entry
// points that the file itself names.
type Options struct {
	Package string   // package clause; empty: "main", with a main function that serves
	Apps    []string // names of the entry points; empty: see Serve
	Serve   []string // words APP=ADDRESS; empty: [pastegen] serve, else main, else what nothing refers to
	Args    []string // arguments after "pastegen generate" in the go:generate line; nil: the INI file's base name
	Bind    bind.Options
}

// File is one generated file.
type File struct {
	Name    string // base name; it lies beside the INI file
	Content []byte
}

// Output is what Generate made.
type Output struct {
	Files    []File
	Unneeded []string // names of files that an earlier run may have left and this one has no use for
}

// Generate returns the Go files for c. The Output is nil if the list has
// errors; the error is a fault of pastegen's own.
func Generate(ctx context.Context, c *parse.Config, opts Options) (*Output, diag.List, error) {
	panic("TODO")
}

// Check reports what Generate would, and makes no files.
func Check(ctx context.Context, c *parse.Config, opts Options) diag.List {
	panic("TODO")
}
