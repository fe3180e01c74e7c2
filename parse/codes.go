package parse

import "github.com/pastegen/pastegen/parse/diag"

var (
	codeUnreadable     = diag.Code{ID: "PG201", Title: "file that cannot be read"}
	codeUnknownSection = diag.Code{ID: "PG202", Title: "unknown section"}
	codeWrongType      = diag.Code{ID: "PG203", Title: "section of another type"}
	codeAmbiguous      = diag.Code{ID: "PG204", Title: "ambiguous section name"}
	codeCycle          = diag.Code{ID: "PG205", Title: "section that refers to itself"}
	codeNoFactory      = diag.Code{ID: "PG206", Title: "section without a factory"}
	codeManyFactories  = diag.Code{ID: "PG207", Title: "section with several factories"}
	codeMissingKey     = diag.Code{ID: "PG208", Title: "missing key"}
	codeEmptyPipeline  = diag.Code{ID: "PG209", Title: "empty pipeline"}
	codeExtraKey       = diag.Code{ID: "PG210", Title: "extra key in a pipeline"}
	CodeUndefined      = diag.Code{ID: "PG211", Title: "undefined %(name)s"}
	codePercent        = diag.Code{ID: "PG212", Title: "lone %"}
	codeSelfReference  = diag.Code{ID: "PG213", Title: "value that refers to itself"}
	codeUnsetGlobal    = diag.Code{ID: "PG214", Title: `"get" of a global that is not set`}
	codeScheme         = diag.Code{ID: "PG215", Title: "unknown URI scheme"}
	codeReference      = diag.Code{ID: "PG216", Title: "malformed reference"}
	codeEntryPoint     = diag.Code{ID: "PG217", Title: "unknown entry point"}
	codeURL            = diag.Code{ID: "PG218", Title: "malformed URL in a urlmap"}
	codeSameURL        = diag.Code{ID: "PG219", Title: "URL that is mapped twice"}
	codeDroppedKey     = diag.Code{ID: "PG221", Title: "key that [DEFAULT] hides"}
	codeGlobal         = diag.Code{ID: "PG222", Title: "malformed key=value word"}
	codeTooMuch        = diag.Code{ID: "PG223", Title: "file that expands without end"}
	codeTooDeep        = diag.Code{ID: "PG224", Title: "values nested too deeply"}
	codeNeverFound     = diag.Code{ID: "PG225", Title: "section that is never found"}
	codeUselessKey     = diag.Code{ID: "PG226", Title: "key that reaches no factory"}
	codeLate           = diag.Code{ID: "PG227", Title: "reference that is known only at run time"}
	codeVariable       = diag.Code{ID: "PG228", Title: "malformed name of a variable"}
	codeHiddenVariable = diag.Code{ID: "PG229", Title: "variable that [DEFAULT] hides"}
	codeNearly         = diag.Code{ID: "PG233", Title: "section that nobody reads"}
	codeUWSGI          = diag.Code{ID: "PG236", Title: "value of [uwsgi] that uWSGI alone reads"}
	codeDomain         = diag.Code{ID: "PG232", Title: "domain that no request has"}
)

// Codes returns every kind of problem that this package reports.
func Codes() []diag.Code {
	return []diag.Code{
		codeUnreadable, codeUnknownSection, codeWrongType, codeAmbiguous, codeCycle,
		codeNoFactory, codeManyFactories, codeMissingKey, codeEmptyPipeline, codeExtraKey,
		CodeUndefined, codePercent, codeSelfReference, codeUnsetGlobal, codeScheme,
		codeReference, codeEntryPoint, codeURL, codeSameURL,
		codeDroppedKey, codeGlobal, codeTooMuch, codeTooDeep,
		codeNeverFound, codeUselessKey, codeLate, codeVariable, codeHiddenVariable, codeDomain, codeNearly, codeUWSGI,
	}
}
