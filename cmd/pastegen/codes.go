package main

import "github.com/pastegen/pastegen/parse/diag"

// The problems that only show when files are written and programs built.
var (
	codeForeign     = diag.Code{ID: "PG501", Title: "file is not pastegen's"}
	codeOther       = diag.Code{ID: "PG502", Title: "file belongs to another INI file"}
	codeIrregular   = diag.Code{ID: "PG503", Title: "not a regular file"}
	codeNoGo        = diag.Code{ID: "PG504", Title: "no go command"}
	codeCompile     = diag.Code{ID: "PG505", Title: "program does not compile"}
	codeNoModule    = diag.Code{ID: "PG506", Title: "no Go module to generate into"}
	codeSeveral     = diag.Code{ID: "PG507", Title: "several programs of one file"}
	codeDirective   = diag.Code{ID: "PG508", Title: "unknown how a program was made"}
	codeNotRecorded = diag.Code{ID: "PG509", Title: "secret on the command line"}
	codeNeighbour   = diag.Code{ID: "PG511", Title: "folder of another package"}
	codeNoCgo       = diag.Code{ID: "PG510", Title: "C code left out"}
)

// Codes returns all codes of this package.
func Codes() []diag.Code {
	return []diag.Code{
		codeForeign, codeOther, codeIrregular, codeNoGo, codeCompile,
		codeNoModule, codeSeveral, codeDirective, codeNotRecorded, codeNoCgo, codeNeighbour,
	}
}
