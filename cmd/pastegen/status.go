package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pastegen/pastegen/cmd/pastegen/internal/running"
	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/words"
)

func newStatus() *cobra.Command {
	req, rep, stats := &request{}, newReport(), ""
	cmd := &cobra.Command{
		Use:   "status FILE [NAME=VALUE ...]",
		Short: "Tell what of a file is Go, and what stays in Python",
		Long: `Status tells of each section that a factory makes where that is: built in, a Go
function, or in Python, and why; and how many calls into Python a port of it would
save. What two sections of Python do side by side is one call. It ends with how much
of the file is Go.

Of a program that runs and tells of itself, as its flag -stats or the key stats of
[uwsgi] says, it shows the workers of Python, too, and what comparing with Python has
found.`,
		RunE: body(func(cmd *cobra.Command, _ []string) error {
			config, inv, problems, usable := req.inspect(cmd, rep)
			if usable {
				if err := tell(cmd.OutOrStdout(), statusText(inv, req.path, problems.HasErrors())); err != nil {
					return err
				}
				if err := running.Show(cmd.OutOrStdout(), stats, config); err != nil {
					return err
				}
			}
			return rep.showAny(cmd.ErrOrStderr(), problems)
		}),
	}
	cmd.Flags().StringVar(&stats, "stats", "", "where a program that runs tells of itself: the `ADDRESS` of its flag -stats (else $PASTE_STATS, or stats of [uwsgi])")
	req.fileFlags(cmd)
	req.entryFlags(cmd)
	rep.flags(cmd)
	return cmd
}

// statusText has a line for each section, and the sum. A section with errors may
// not be among them.
func statusText(inv gen.Inventory, ini string, errors bool) string {
	const widest = 60 // longer names are not aligned
	width := [2]int{}
	for _, s := range inv.Sections {
		width[0], width[1] = max(width[0], min(len(statusName(s)), widest)), max(width[1], len(stateWord(s.State)))
	}
	var b strings.Builder
	for _, s := range inv.Sections {
		fmt.Fprintf(&b, "%-*s  %-*s  %s\n", width[0], statusName(s), width[1], stateWord(s.State), sectionText(s))
	}
	if inv.Calls > 0 {
		fmt.Fprintf(&b, "%s from Go into Python\n", words.Count(inv.Calls, "call"))
	}
	switch sum := fmt.Sprintf("%d%% is Go: %d of %s", inv.Share(), inv.Go(), words.Count(len(inv.Sections), "section")); {
	case errors && len(inv.Sections) == 0:
		b.WriteString("how much is Go can be told when there are no errors\n")
	case errors:
		b.WriteString(sum + ", as far as the errors let it be told\n")
	default:
		b.WriteString(sum + "\n")
	}
	b.WriteString(nextText(inv, ini))
	return b.String()
}

// nextText says what there is to do next: drafts wait to be finished, and the first
// section without one can have one.
func nextText(inv gen.Inventory, ini string) string {
	var b strings.Builder
	told := map[string]bool{} // several sections may have one draft
	port := ""
	for _, s := range inv.Sections {
		switch {
		case s.Draft != "" && !told[s.Draft]:
			told[s.Draft] = true
			fmt.Fprintf(&b, "draft waits: %s, remove //paste:draft once it is written\n", s.Draft)
		case s.Draft == "" && s.Portable && s.File == "" && port == "":
			port = s.Section
		}
	}
	if port != "" {
		fmt.Fprintf(&b, "next: pastegen port %s %s\n", shellWord(ini), shellWord(port))
	}
	return b.String()
}

// statusName is how a section is called, with its file if that is included.
func statusName(s gen.SectionState) string {
	if s.File != "" {
		return "[" + s.Section + "] of " + s.File
	}
	return "[" + s.Section + "]"
}

func stateWord(s gen.State) string {
	switch s {
	case gen.BuiltIn:
		return "built in"
	case gen.Written:
		return "Go"
	case gen.InPython:
		return "Python"
	}
	return "missing"
}

// sectionText tells what makes a section.
func sectionText(s gen.SectionState) string {
	text := s.Factory
	switch {
	case s.State == gen.Written && s.Go != "":
		text += "  " + s.Go
	case s.State == gen.Written && s.Why != "":
		text += "  (" + s.Why + ")"
	case s.State == gen.InPython:
		text += "  (" + s.Why + ")"
		switch {
		case s.Saves > 0:
			text += ", a port saves " + words.Count(s.Saves, "call")
		case s.Saves < 0:
			text += ", a port alone adds " + words.Count(-s.Saves, "call")
		default:
			text += ", a port alone saves no call"
		}
	}
	return text
}

// firstOf returns the first few of words, and how many more there are.
func firstOf(words []string, most int) string {
	if len(words) <= most {
		return strings.Join(words, ", ")
	}
	return strings.Join(words[:most], ", ") + fmt.Sprintf(" and %d more", len(words)-most)
}

// fileName is how a file is called in reports.
func fileName(path string) string { return filepath.Base(path) }
