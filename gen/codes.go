package gen

import "github.com/pastegen/pastegen/parse/diag"

// The problems that this package reports.
var (
	codeUnknownApp = diag.Code{ID: "PG401", Title: "unknown entry point"}
	codeServeWord  = diag.Code{ID: "PG402", Title: "malformed serve word"}
	codeNothing    = diag.Code{ID: "PG403", Title: "nothing to serve"}
	codePackage    = diag.Code{ID: "PG405", Title: "not a package name"}
	codeServer     = diag.Code{ID: "PG407", Title: "server that cannot be chosen"}
)

// Codes returns the codes that this package reports.
func Codes() []diag.Code {
	return []diag.Code{codeUnknownApp, codeServeWord, codeNothing, codePackage, codeServer}
}
