package main

import (
	"cmp"
	"embed"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/loggers"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/own"
	"github.com/pastegen/pastegen/parse/reach"
)

// The pages of this package's own codes.
//
//go:embed explain/*.md
var explanations embed.FS

// reporter is a package that reports problems, with a page in Markdown for each.
type reporter struct {
	about  string // what the problems have to do with
	folder string // of the package
	codes  []diag.Code
	pages  embed.FS
}

func reporters() []reporter {
	return []reporter{
		{"The text of a file", "parse/ini", ini.Codes(), ini.Explanations()},
		{"Sections and what they refer to", "parse", parse.Codes(), parse.Explanations()},
		{"Sections as such", "parse/reach", reach.Codes(), reach.Explanations()},
		{"The log", "gen/loggers", loggers.Codes(), loggers.Explanations()},
		{"Sections that are pastegen's own", "parse/own", own.Codes(), own.Explanations()},
		{"Go packages, factories and their keys", "gen/problem", problem.Codes(), problem.Explanations()},
		{"What is generated", "gen", gen.Codes(), gen.Explanations()},
		{"Files written and programs built", "cmd/pastegen", Codes(), explanations},
	}
}

// page returns the page of a code, with its heading.
func (r reporter) page(c diag.Code) (string, error) {
	text, err := r.pages.ReadFile("explain/" + c.ID + ".md")
	return heading(c) + string(text), err
}

func heading(c diag.Code) string { return "# " + c.ID + ": " + c.Title + "\n\n" }

func newExplain() *cobra.Command {
	return &cobra.Command{
		Use:   "explain [CODE]",
		Short: "Tell what a problem means, why it matters and how to mend it",
		Long: `Explain tells what the code of a problem means, why it matters and how to mend
it, with an example of what is wrong and one of what is right. Without a CODE it
lists them all. "PG312", "pg312" and "312" are the same.`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completeCode,
		RunE: func(cmd *cobra.Command, args []string) error {
			text := codesText()
			if len(args) > 0 {
				page, err := explain(args[0])
				if err != nil {
					return err
				}
				text = terminal(page)
			}
			_, err := io.WriteString(cmd.OutOrStdout(), text)
			return err
		},
	}
}

// explain returns the page of a code as the user writes it.
func explain(word string) (string, error) {
	id := strings.ToUpper(word)
	if !strings.HasPrefix(id, "PG") {
		id = "PG" + id
	}
	var all []string
	for _, r := range reporters() {
		for _, c := range r.codes {
			if c.ID == id {
				return r.page(c)
			}
			all = append(all, c.ID)
		}
	}
	hint := cmp.Or(diag.DidYouMean(id, all), `"pastegen explain" lists them all`)
	return "", fmt.Errorf("there is no code %q: %s", word, hint)
}

// codesText lists all codes.
func codesText() string {
	var b strings.Builder
	for i, r := range reporters() {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s\n", r.about)
		for _, c := range sorted(r.codes) {
			fmt.Fprintf(&b, "    %s  %s\n", c.ID, c.Title)
		}
	}
	return b.String()
}

func sorted(codes []diag.Code) []diag.Code {
	return slices.SortedFunc(slices.Values(codes), func(a, b diag.Code) int { return cmp.Compare(a.ID, b.ID) })
}

// completeCode completes a code, each with its title.
func completeCode(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var out []cobra.Completion
	if len(args) > 0 {
		return out, cobra.ShellCompDirectiveNoFileComp
	}
	for _, r := range reporters() {
		for _, c := range r.codes {
			out = append(out, cobra.CompletionWithDesc(c.ID, c.Title))
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// terminal writes a page for people at a terminal: headings without their
// marks, and blocks of code indented, each under the name of its file.
func terminal(page string) string {
	var b strings.Builder
	marks := regexp.MustCompile(`^#+ `)
	inside := false
	for line := range strings.Lines(page) {
		fence, isFence := strings.CutPrefix(line, "```")
		switch {
		case isFence && !inside:
			inside = true
			if _, name, ok := strings.Cut(strings.TrimSpace(fence), " "); ok {
				fmt.Fprintf(&b, "  %s\n", name)
			}
		case isFence:
			inside = false
		case inside && line != "\n":
			b.WriteString("    " + line)
		case inside:
			b.WriteString(line)
		default:
			b.WriteString(marks.ReplaceAllString(line, ""))
		}
	}
	return b.String()
}
