package loggers

import "github.com/pastegen/pastegen/parse/diag"

// The problems that this package reports.
var (
	codeBad  = diag.Code{ID: "PG410", Title: "logging that Python refuses"}
	codeLost = diag.Code{ID: "PG411", Title: "logging of Python alone"}
	codeIdle = diag.Code{ID: "PG412", Title: "logging that nothing reads"}
)

// Codes returns the codes that this package reports.
func Codes() []diag.Code { return []diag.Code{codeBad, codeLost, codeIdle} }
