package plan

import (
	"slices"

	"github.com/pastegen/pastegen/gen/bound"
)

// The pieces of paste.go that a program may need, by their names in package
// templates.
const (
	PieceServe      = "serve"
	PieceCleanup    = "cleanup"
	PieceHere       = "here"
	PieceURLMap     = "urlmap"
	PieceURLHost    = "urlhost"
	PieceURLTable   = "urltable"
	PieceURLSegment = "urlsegment"
	PieceWSGI       = "wsgi"     // an http.Handler of a WSGI app
	PieceWSGICall   = "wsgicall" // a WSGI app of an http.Handler
	PieceWSGILint   = "wsgilint"
	PieceHTTPLint   = "httplint"
	PieceCGI        = "cgi"
	PieceGateway    = "gateway" // for the two that follow
	PieceFastCGI    = "fcgi"
	PieceSCGI       = "scgi"
	PieceEnviron    = "environ" // of which a program names what it uses
	PieceConvert    = "convert" // likewise
)

// allPieces returns the pieces that a program has or has not, in the order in
// which they are listed.
func allPieces() []string {
	return []string{
		PieceServe, PieceCleanup, PieceHere,
		PieceURLMap, PieceURLHost, PieceURLTable, PieceURLSegment,
		PieceWSGI, PieceWSGICall, PieceWSGILint, PieceHTTPLint,
		PieceCGI, PieceGateway, PieceFastCGI, PieceSCGI,
	}
}

// pieces lists what the program needs, in a fixed order.
func pieces(prog *Program, adapts map[Kind]bool) []string {
	need := needed{
		PieceHere:     prog.Config != nil && prog.Config.Here,
		PieceServe:    prog.Package == "main",
		PieceWSGI:     adapts[HTTP],
		PieceWSGICall: adapts[WSGI],
	}
	for _, e := range prog.Entries {
		need.entry(prog, e)
	}
	for _, f := range prog.Funcs {
		need.function(f)
	}
	list := slices.DeleteFunc(allPieces(), func(name string) bool { return !need[name] })
	if prog.Environ != nil {
		list = append(list, prog.Environ.pieces()...)
	}
	if prog.Config != nil {
		list = append(list, prog.Config.pieces()...)
	}
	return list
}

// needed has the pieces that a program needs.
type needed map[string]bool

func (n needed) add(piece string, when bool) { n[piece] = n[piece] || when }

// entry notes what the builder and the server of an entry point need.
func (n needed) entry(prog *Program, e Entry) {
	n.add(PieceHere, e.Needs.Here || (e.Environ || e.Listen != nil) && prog.Environ.Here)
	n.add(PieceCleanup, e.Needs.Cleanups)
	n.add(PieceCGI, e.Gateway == bound.CGI)
	n.add(PieceFastCGI, e.Gateway == bound.FastCGI)
	n.add(PieceSCGI, e.Gateway == bound.SCGI)
	n.add(PieceGateway, e.Gateway == bound.FastCGI || e.Gateway == bound.SCGI)
}

// function notes what a function needs that its callers do not hand to it.
func (n needed) function(f *Func) {
	for _, s := range f.Steps {
		if l, ok := s.(Lint); ok {
			n.add(lintPiece(l.Kind), true)
		}
	}
	n.add(PieceHere, f.Form == FormServer && f.Needs.Here)
	n.add(PieceCleanup, f.Form == FormServer && f.Needs.Cleanups)
	if f.URLMap == nil {
		return
	}
	n.add(PieceURLMap, true)
	for _, h := range f.URLMap.Hosts {
		n.add(PieceURLHost, h.Domain != "")
		n.add(PieceURLTable, h.Table != nil)
		n.add(PieceURLSegment, h.Root != nil && len(h.Root.Segments) > 0)
	}
}

func lintPiece(k Kind) string {
	if k == WSGI {
		return PieceWSGILint
	}
	return PieceHTTPLint
}
