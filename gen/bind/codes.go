package bind

import "github.com/pastegen/pastegen/parse/diag"

// Codes returns every code that this package reports.
func Codes() []diag.Code {
	return []diag.Code{
		codeNoPackage, codeBroken, codeGoCommand, codeNotImportable,
		codeNoEgg, codeNoEntry, codeNotBuiltIn,
		codeNoName, codeManyNames, codeShape, codeRole,
		codeUnknownKey, codeMissing, codeConvert, codeTwoKeys, codeUnsupported,
		codeDeprecated, codeNoEffect, codeAddress, codeTag, codeNoSection, codeComma,
		codeManyResources, codeResourceCircle, codeUnusedResource,
	}
}

var (
	codeNoPackage     = diag.Code{ID: "PG301", Title: "unknown Go package"}
	codeBroken        = diag.Code{ID: "PG302", Title: "Go package does not compile"}
	codeGoCommand     = diag.Code{ID: "PG303", Title: "go command failed"}
	codeNotImportable = diag.Code{ID: "PG304", Title: "package cannot be imported"}
	codeNoEgg         = diag.Code{ID: "PG305", Title: "unknown egg"}
	codeNoEntry       = diag.Code{ID: "PG306", Title: "unknown entry point"}
	codeNotBuiltIn    = diag.Code{ID: "PG307", Title: "egg not built in yet"}
	codeNoName        = diag.Code{ID: "PG308", Title: "no such Go name"}
	codeManyNames     = diag.Code{ID: "PG309", Title: "ambiguous Go name"}
	codeShape         = diag.Code{ID: "PG310", Title: "factory has the wrong shape"}
	codeRole          = diag.Code{ID: "PG311", Title: "factory makes something else"}
	codeUnknownKey    = diag.Code{ID: "PG312", Title: "key that nothing takes"}
	codeMissing       = diag.Code{ID: "PG313", Title: "parameter that nothing fills"}
	codeConvert       = diag.Code{ID: "PG314", Title: "value does not convert"}
	codeTwoKeys       = diag.Code{ID: "PG315", Title: "two readings of a key"}
	codeUnsupported   = diag.Code{ID: "PG316", Title: "parameter type that no key can fill"}
	codeDeprecated    = diag.Code{ID: "PG317", Title: "deprecated factory"}
	codeNoEffect      = diag.Code{ID: "PG318", Title: "key without effect in Go"}
	codeAddress       = diag.Code{ID: "PG319", Title: "bad listen address"}
	codeTag           = diag.Code{ID: "PG320", Title: "bad paste tag or directive"}
	codeNoSection     = diag.Code{ID: "PG321", Title: "section where none can be taken"}
	codeComma         = diag.Code{ID: "PG322", Title: "comma in a list of words"}

	codeManyResources  = diag.Code{ID: "PG323", Title: "several resources for a parameter"}
	codeResourceCircle = diag.Code{ID: "PG324", Title: "resources that take each other"}
	codeUnusedResource = diag.Code{ID: "PG325", Title: "resource that nothing takes"}
)
