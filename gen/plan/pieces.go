package plan

import "github.com/pastegen/pastegen/gen/bind"

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
	PieceWSGI       = "wsgi"     // a http.Handler of a WSGI app
	PieceWSGICall   = "wsgicall" // a WSGI app of a http.Handler
	PieceWSGILint   = "wsgilint"
	PieceHTTPLint   = "httplint"
	PieceCGI        = "cgi"
	PieceGateway    = "gateway" // for the two that follow
	PieceFastCGI    = "fcgi"
	PieceSCGI       = "scgi"
	PieceEnviron    = "environ" // of which a program names what it uses
	PieceConvert    = "convert" // likewise
)

// pieces lists what the program needs, in a fixed order.
func pieces(prog *Program, adapts map[Kind]bool) []string {
	need := map[string]bool{
		PieceHere:     prog.Config != nil && prog.Config.Here,
		PieceServe:    prog.Package == "main",
		PieceWSGI:     adapts[HTTP],
		PieceWSGICall: adapts[WSGI],
	}
	for _, e := range prog.Entries {
		need[PieceHere] = need[PieceHere] || e.Needs.Here || (e.Environ || e.Listen != nil) && prog.Environ.Here
		need[PieceCleanup] = need[PieceCleanup] || e.Needs.Cleanups
		need[PieceCGI] = need[PieceCGI] || e.Gateway == bind.CGI
		need[PieceFastCGI] = need[PieceFastCGI] || e.Gateway == bind.FastCGI
		need[PieceSCGI] = need[PieceSCGI] || e.Gateway == bind.SCGI
	}
	need[PieceGateway] = need[PieceFastCGI] || need[PieceSCGI]
	for _, f := range prog.Funcs {
		for _, s := range f.Steps {
			if l, ok := s.(Lint); ok {
				need[lintPiece(l.Kind)] = true
			}
		}
		need[PieceHere] = need[PieceHere] || f.Form == FormServer && f.Needs.Here
		need[PieceCleanup] = need[PieceCleanup] || f.Form == FormServer && f.Needs.Cleanups
		if f.URLMap == nil {
			continue
		}
		need[PieceURLMap] = true
		for _, h := range f.URLMap.Hosts {
			need[PieceURLHost] = need[PieceURLHost] || h.Domain != ""
			need[PieceURLTable] = need[PieceURLTable] || h.Table != nil
			need[PieceURLSegment] = need[PieceURLSegment] || h.Root != nil && len(h.Root.Segments) > 0
		}
	}
	var list []string
	for _, name := range []string{PieceServe, PieceCleanup, PieceHere, PieceURLMap, PieceURLHost, PieceURLTable, PieceURLSegment, PieceWSGI, PieceWSGICall, PieceWSGILint, PieceHTTPLint, PieceCGI, PieceGateway, PieceFastCGI, PieceSCGI} {
		if need[name] {
			list = append(list, name)
		}
	}
	if prog.Environ != nil {
		list = append(list, prog.Environ.pieces()...)
	}
	if prog.Config != nil {
		list = append(list, prog.Config.pieces()...)
	}
	return list
}

func lintPiece(k Kind) string {
	if k == WSGI {
		return PieceWSGILint
	}
	return PieceHTTPLint
}
