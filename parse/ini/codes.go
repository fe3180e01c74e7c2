package ini

import "github.com/pastegen/pastegen/parse/diag"

var (
	codeNotUTF8          = diag.Code{ID: "PG101", Title: "text that is not UTF-8"}
	codeDuplicateSection = diag.Code{ID: "PG102", Title: "duplicate section"}
	codeDuplicateKey     = diag.Code{ID: "PG103", Title: "duplicate key"}
	codeNotKeyValue      = diag.Code{ID: "PG104", Title: "line that is no key and value"}
	codeNoKey            = diag.Code{ID: "PG105", Title: "value without a key"}
	codeNoSection        = diag.Code{ID: "PG106", Title: "text before the first section"}
	codeTemplate         = diag.Code{ID: "PG108", Title: "template that is not filled in"}
	codeHeaderAsKey      = diag.Code{ID: "PG107", Title: "section header that is read as a key"}
)

// Codes returns every kind of problem that this package reports.
func Codes() []diag.Code {
	return []diag.Code{
		codeNotUTF8, codeDuplicateSection, codeDuplicateKey,
		codeNotKeyValue, codeNoKey, codeNoSection, codeHeaderAsKey, codeTemplate,
	}
}
