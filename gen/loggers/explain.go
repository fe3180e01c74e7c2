package loggers

import "embed"

//go:embed explain/*.md
var explanations embed.FS

// Explanations returns the pages that explain the Codes: explain/ID.md for each.
func Explanations() embed.FS { return explanations }
