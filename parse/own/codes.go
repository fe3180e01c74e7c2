package own

import "github.com/pastegen/pastegen/parse/diag"

// The problems that this package reports.
var (
	codeResource  = diag.Code{ID: "PG230", Title: "malformed resource"}
	codeSecret    = diag.Code{ID: "PG231", Title: "secret in the file"}
	codeDollar    = diag.Code{ID: "PG234", Title: "${NAME}, which Paste does not know"}
	codeIdle      = diag.Code{ID: "PG237", Title: "variable that nothing refers to"}
	codeElsewhere = diag.Code{ID: "PG238", Title: "section of an included file that counts in its own program only"}
	codeSetting   = diag.Code{ID: "PG404", Title: "unknown setting of pastegen"}
	codeFolder    = diag.Code{ID: "PG406", Title: "malformed folder"}
	codePython    = diag.Code{ID: "PG408", Title: "malformed setting of Python"}
)

// Codes returns the codes that this package reports.
func Codes() []diag.Code {
	return []diag.Code{codeResource, codeSecret, codeDollar, codeIdle, codeElsewhere, codeSetting, codeFolder, codePython}
}
