package main

import (
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
)

// TestCodes wants each code declared once, in the hundred of its package.
func TestCodes(t *testing.T) {
	seen := map[string]diag.Code{}
	for hundred, codes := range map[string][]diag.Code{
		"PG1": ini.Codes(), "PG2": parse.Codes(), "PG3": problem.Codes(), "PG4": gen.Codes(), "PG5": Codes(),
	} {
		if len(codes) == 0 {
			t.Errorf("%s has no codes", hundred)
		}
		for _, c := range codes {
			if other, twice := seen[c.ID]; twice {
				t.Errorf("%s is %q and %q", c.ID, other.Title, c.Title)
			}
			seen[c.ID] = c
			if !strings.HasPrefix(c.ID, hundred) || c.Title == "" {
				t.Errorf("%+v does not belong to %s or has no title", c, hundred)
			}
		}
	}
}
