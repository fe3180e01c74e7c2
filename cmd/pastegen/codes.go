package main

import "github.com/pastegen/pastegen/parse/diag"

// The problems that only show when files are written and programs built.
var (
	codeForeign   = diag.Code{ID: "PG501", Title: "file is not pastegen's"}
	codeOther     = diag.Code{ID: "PG502", Title: "file belongs to another INI file"}
	codeIrregular = diag.Code{ID: "PG503", Title: "not a regular file"}
	codeNoGo      = diag.Code{ID: "PG504", Title: "no go command"}
	codeCompile   = diag.Code{ID: "PG505", Title: "program does not compile"}
)

// Codes returns all codes of this package.
func Codes() []diag.Code {
	return []diag.Code{codeForeign, codeOther, codeIrregular, codeNoGo, codeCompile}
}
