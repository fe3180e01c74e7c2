package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen"
)

// leavesWork reports whether there is anything to do that no problem tells of.
func leavesWork(s gen.Summary) bool {
	return len(s.Idle) > 0 || slices.ContainsFunc(s.Owners, func(o gen.Owner) bool { return o.State > gen.InPython })
}

// summaryText tells how many factories there are and whose, which servers are
// not used, and what to do next.
func summaryText(s gen.Summary, ini string, fine bool) string {
	var b strings.Builder
	b.WriteString(ownersText(s.Owners) + "\n")
	if len(s.Idle) > 0 {
		b.WriteString(idleText(s) + "\n")
	}
	fmt.Fprintf(&b, "next: %s\n", next(s, ini, fine))
	return b.String()
}

// ownersText returns "17 factories: 2 built in, 15 of nova, no Go package yet".
func ownersText(owners []gen.Owner) string {
	all := 0
	var groups []string // one for each state, of which those of others know nothing
	for state := gen.BuiltIn; state <= gen.NoPackage; state++ {
		var parts []string
		for _, o := range owners {
			if o.State != state {
				continue
			}
			all += o.Factories
			part := fmt.Sprintf("%d of %s", o.Factories, o.Name)
			if state == gen.BuiltIn {
				part = fmt.Sprintf("%d built in", o.Factories)
			}
			parts = append(parts, part)
		}
		if len(parts) > 0 {
			groups = append(groups, strings.Join(parts, ", ")+stateText(state))
		}
	}
	text := fmt.Sprintf("%d factories", all)
	if all == 1 {
		text = "1 factory"
	}
	if len(groups) == 0 {
		return text
	}
	return text + ": " + joinGroups(groups)
}

// joinGroups joins groups by commas, or by semicolons where a comma would leave
// open to which of them a word belongs.
func joinGroups(groups []string) string {
	if len(groups) == 2 && strings.HasSuffix(groups[0], "built in") {
		return strings.Join(groups, ", ")
	}
	return strings.Join(groups, "; ")
}

func stateText(s gen.State) string {
	switch s {
	case gen.InPython:
		return ", in Python"
	case gen.NoFunction:
		return ", not written yet"
	case gen.NoPackage:
		return ", no Go package yet"
	}
	return ""
}

func idleText(s gen.Summary) string {
	sections := make([]string, len(s.Idle))
	for i, name := range s.Idle {
		sections[i] = "[server:" + name + "]"
	}
	verb := "is"
	if len(s.Idle) > 1 {
		verb = "are"
	}
	text := fmt.Sprintf("%s %s not used", strings.Join(sections, ", "), verb)
	if s.Served {
		return text + "; --server-name chooses"
	}
	return text + ", as this program is served elsewhere"
}

// next tells what to do next.
func next(s gen.Summary, ini string, fine bool) string {
	for _, o := range s.Owners {
		if o.State > gen.InPython && o.Section != "" {
			return fmt.Sprintf("\"pastegen describe %s\" drafts the Go function of [%s]", shellWord(ini+"#"+o.Section), o.Section)
		}
	}
	if !fine {
		return "mend the errors"
	}
	return "pastegen run " + shellWord(ini)
}
