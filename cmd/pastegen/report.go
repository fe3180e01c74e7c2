package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
)

// report is how diagnostics are shown.
type report struct {
	format choice
	color  choice

	collects  bool // JSON is one text, however often problems are shown
	collected diag.List
}

func newReport() *report {
	return &report{
		format: choice{"text", []string{"text", "short", "json"}},
		color:  choice{"auto", []string{"auto", "always", "never"}},
	}
}

func (r *report) flags(cmd *cobra.Command) {
	choiceFlag(cmd, &r.format, "format", "how to show problems")
	r.colorFlag(cmd)
}

func (r *report) colorFlag(cmd *cobra.Command) {
	choiceFlag(cmd, &r.color, "color", "when to colour problems")
}

// collecting returns a report for problems that are shown bit by bit.
func (r *report) collecting() *report {
	return &report{format: r.format, color: r.color, collects: r.format.value == "json"}
}

// flush writes what was collected.
func (r *report) flush(w io.Writer) error {
	if !r.collects || len(r.collected) == 0 {
		return nil
	}
	return r.write(w, r.collected.Sorted())
}

// show writes the problems to w and returns errProblems if there is an error
// among them.
func (r *report) show(w io.Writer, problems diag.List) error {
	problems = ini.Templates(problems).Sorted()
	if r.collects {
		r.collected.Add(problems...)
	} else if err := r.write(w, problems); err != nil {
		return err
	}
	if problems.HasErrors() {
		return errProblems
	}
	return nil
}

func (r *report) write(w io.Writer, problems diag.List) error {
	switch r.format.value {
	case "json":
		return diag.WriteJSON(w, problems)
	case "short":
		return diag.WriteShort(w, problems)
	}
	if len(problems) == 0 {
		return nil
	}
	if err := diag.WriteText(w, problems, diag.TextOptions{Color: r.colored(w)}); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s\n", summary(problems))
	return err
}

// showAny is show, but silent if there is no problem, in every format.
func (r *report) showAny(w io.Writer, problems diag.List) error {
	if len(problems) == 0 {
		return nil
	}
	return r.show(w, problems)
}

// note says something that is no problem, to people only.
func (r *report) note(w io.Writer, format string, args ...any) {
	if r.format.value == "text" {
		_ = tell(w, fmt.Sprintf(format+"\n", args...)) // nothing depends on it
	}
}

// tell writes a text for people, with names that are from files of anybody's.
func tell(w io.Writer, text string) error {
	_, err := io.WriteString(w, diag.PrintableText(text))
	return err
}

// shellWord returns a word as a shell takes it, to be copied from what is told.
func shellWord(word string) string {
	plain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_./:=@%+,#", r)
	}
	if word != "" && word[0] != '#' && strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// colored reports whether w gets colours. NO_COLOR is https://no-color.org.
func (r *report) colored(w io.Writer) bool {
	if r.color.value == "auto" {
		return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && isTerminal(w)
	}
	return r.color.value == "always"
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// summary returns "2 errors, 1 warning".
func summary(problems diag.List) string {
	count := map[diag.Severity]int{}
	for _, d := range problems {
		count[d.Severity]++
	}
	var parts []string
	for _, s := range []diag.Severity{diag.Error, diag.Warning} {
		switch n := count[s]; {
		case n == 1:
			parts = append(parts, fmt.Sprintf("1 %s", s))
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", n, s))
		}
	}
	return strings.Join(parts, ", ")
}

// choice is a flag that takes one of a few words.
type choice struct {
	value   string
	allowed []string
}

func (c *choice) Set(word string) error {
	if !slices.Contains(c.allowed, word) {
		return fmt.Errorf("want %s", strings.Join(c.allowed, ", "))
	}
	c.value = word
	return nil
}

func (c *choice) String() string { return c.value }
func (c *choice) Type() string   { return strings.Join(c.allowed, "|") }

func choiceFlag(cmd *cobra.Command, c *choice, name, usage string) {
	cmd.Flags().Var(c, name, usage)
	complete(cmd, name, cobra.FixedCompletions(c.allowed, cobra.ShellCompDirectiveNoFileComp))
}
