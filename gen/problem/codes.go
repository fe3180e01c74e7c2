package problem

import "github.com/pastegen/pastegen/parse/diag"

// Codes returns every code that this package reports.
func Codes() []diag.Code {
	return []diag.Code{
		NoPackage, Broken, GoCommand, NotImportable,
		NoEgg, NoEntry, NotBuiltIn,
		NoName, ManyNames, Shape, Role,
		UnknownKey, Missing, Convert, TwoKeys, Unsupported,
		Deprecated, NoEffect, Address, Tag, NoSection, Comma,
		ManyResources, ResourceCircle, UnusedResource,
		Embed, NotThere, IdleEntry, KeepsNothing, PythonServer, Draft, NotCompared,
		PythonImport, PythonName, PythonShape, PythonKey, PythonMissing, PythonInit,
	}
}

var (
	NoPackage     = diag.Code{ID: "PG301", Title: "unknown Go package"}
	Broken        = diag.Code{ID: "PG302", Title: "Go package does not compile"}
	GoCommand     = diag.Code{ID: "PG303", Title: "go command failed"}
	NotImportable = diag.Code{ID: "PG304", Title: "package cannot be imported"}
	NoEgg         = diag.Code{ID: "PG305", Title: "unknown egg"}
	NoEntry       = diag.Code{ID: "PG306", Title: "unknown entry point"}
	NotBuiltIn    = diag.Code{ID: "PG307", Title: "egg not built in yet"}
	NoName        = diag.Code{ID: "PG308", Title: "no such Go name"}
	ManyNames     = diag.Code{ID: "PG309", Title: "ambiguous Go name"}
	Shape         = diag.Code{ID: "PG310", Title: "factory has the wrong shape"}
	Role          = diag.Code{ID: "PG311", Title: "factory makes something else"}
	UnknownKey    = diag.Code{ID: "PG312", Title: "key that nothing takes"}
	Missing       = diag.Code{ID: "PG313", Title: "parameter that nothing fills"}
	Convert       = diag.Code{ID: "PG314", Title: "value does not convert"}
	TwoKeys       = diag.Code{ID: "PG315", Title: "two readings of a key"}
	Unsupported   = diag.Code{ID: "PG316", Title: "parameter type that no key can fill"}
	Deprecated    = diag.Code{ID: "PG317", Title: "deprecated factory"}
	NoEffect      = diag.Code{ID: "PG318", Title: "key without effect in Go"}
	Address       = diag.Code{ID: "PG319", Title: "bad listen address"}
	Tag           = diag.Code{ID: "PG320", Title: "bad paste tag or directive"}
	NoSection     = diag.Code{ID: "PG321", Title: "section where none can be taken"}
	Comma         = diag.Code{ID: "PG322", Title: "comma in a list of words"}

	ManyResources  = diag.Code{ID: "PG323", Title: "several resources for a parameter"}
	ResourceCircle = diag.Code{ID: "PG324", Title: "resources that take each other"}
	UnusedResource = diag.Code{ID: "PG325", Title: "resource that nothing takes"}

	Embed     = diag.Code{ID: "PG326", Title: "files that cannot be in the program"}
	NotThere  = diag.Code{ID: "PG327", Title: "folder or file that is not there"}
	IdleEntry = diag.Code{ID: "PG328", Title: "entry of a table to which no reference leads"}

	KeepsNothing = diag.Code{ID: "PG340", Title: "nothing to keep in Python"}
	PythonServer = diag.Code{ID: "PG341", Title: "server of Python"}
	Draft        = diag.Code{ID: "PG342", Title: "function that is a draft"}
	NotCompared  = diag.Code{ID: "PG343", Title: "section that cannot be compared"}

	PythonImport  = diag.Code{ID: "PG350", Title: "Python module that cannot be imported"}
	PythonName    = diag.Code{ID: "PG351", Title: "no such factory in Python"}
	PythonShape   = diag.Code{ID: "PG352", Title: "no factory of that kind in Python"}
	PythonKey     = diag.Code{ID: "PG353", Title: "key that the factory in Python does not take"}
	PythonMissing = diag.Code{ID: "PG354", Title: "parameter in Python that no key fills"}
	PythonInit    = diag.Code{ID: "PG355", Title: "Python that cannot be asked"}
)
