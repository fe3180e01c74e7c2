package gen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// ownSections are the sections that are pastegen's and not Paste's.
func ownSections() []string {
	return []string{"pastegen", "pastegen:packages", "pastegen:eggs", "pastegen:env"}
}

// unknownSections reports sections whose names are like pastegen's own.
func unknownSections(c *parse.Config) diag.List {
	var ds diag.List
	for _, s := range c.File.Sections {
		if !strings.HasPrefix(s.Name, "pastegen:") || slices.Contains(ownSections(), s.Name) {
			continue
		}
		ds.Add(diag.Diagnostic{
			Severity: diag.Error, Code: codeSetting, Span: s.Header,
			Message: fmt.Sprintf("pastegen has no section %q of its own", s.Name),
			Hint:    diag.DidYouMean(s.Name, ownSections()),
		})
	}
	return ds
}

// ownSettings is what [pastegen] says.
type ownSettings struct {
	serve   []parse.Word // APP=ADDRESS
	imports []parse.Word // packages that are imported for what they do on their own
}

// readOwn reads [pastegen].
func readOwn(c *parse.Config) (ownSettings, diag.List) {
	settings, ds := c.Table("pastegen")
	ds.Add(unknownSections(c)...)
	var own ownSettings
	for _, s := range settings {
		switch s.Key {
		case "serve":
			own.serve = s.Words()
		case "import":
			own.imports = s.Words()
		default:
			ds.Add(diag.Diagnostic{
				Severity: diag.Error, Code: codeSetting, Span: s.KeySpan,
				Message: fmt.Sprintf("[pastegen] has no setting %q; it has \"serve\" and \"import\"", s.Key),
				Hint:    diag.DidYouMean(s.Key, []string{"serve", "import"}),
			})
		}
	}
	return own, ds
}
