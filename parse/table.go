package parse

import (
	"github.com/pastegen/pastegen/parse/diag"
)

// Table returns the entries of a section that is pastegen's own, such as
// [pastegen:packages]: interpolated, without [DEFAULT]'s keys. The section may
// be absent.
func (c *Config) Table(section string) ([]Setting, diag.List) {
	s := c.File.Section(section)
	if s == nil {
		return nil, nil
	}
	r := newResolver(c, nil)
	var out []Setting
	for _, e := range s.Entries {
		value, fault := c.main.value(s, entryOption(e), FromLocal)
		if fault != nil {
			r.report(fault.diagnostic(c.main, s))
			continue
		}
		if value.Value.usesEnv() {
			r.report(lateSetting(value))
			continue
		}
		out = append(out, value)
	}
	return out, r.problems
}
