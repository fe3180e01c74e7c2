package reach

import "github.com/pastegen/pastegen/parse/diag"

var codeShadowed = diag.Code{ID: "PG235", Title: "section that an included file has too"}

// Codes returns the codes that this package reports.
func Codes() []diag.Code { return []diag.Code{codeShadowed} }
