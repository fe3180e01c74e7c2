package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/gen/draft"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse/diag"
)

func newDescribe() *cobra.Command {
	req, rep := &request{}, newReport()
	format := choice{"text", []string{"text", "json"}}
	cmd := &cobra.Command{
		Use:   "describe REF",
		Short: "Tell which keys a factory takes",
		Long: `Describe tells what a factory is, which keys it takes, of which Go types and
whether they must be there, and writes a section to paste into a file. REF is

	call:net/http:RedirectHandler   what may follow "use ="
	egg:Paste#urlmap                the same
	site:Hello                      what may follow "paste.app_factory ="
	app.ini#home                    a section of a file
	home                            the same with --file app.ini

With --file, packages and eggs are those that the file means. Of a section whose
factory is not written yet it drafts the Go function, or tells of the one in Python
if the section stays there and Python was asked. With --python, alone or with a
PROGRAM, Python is asked.`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeReference,
		RunE: body(func(cmd *cobra.Command, args []string) error {
			return describe(cmd, req, rep, args[0], format.value)
		}),
	}
	cmd.Flags().StringVar(&req.path, "file", "", "the INI `FILE` to which REF belongs")
	req.recipeFlags(cmd.Flags())
	choiceFlag(cmd, &format, "format", "how to show it")
	rep.colorFlag(cmd)
	return cmd
}

// describe writes what there is to tell of what a reference means: of the factory
// in Go or, if that is not written, of the one in Python, or what is to be written.
func describe(cmd *cobra.Command, req *request, rep *report, ref, format string) error {
	if req.path == "" {
		req.path, ref = splitFile(ref)
	}
	req.takePython(cmd)
	c, problems := req.names(rep, cmd.ErrOrStderr())
	if problems.HasErrors() {
		return rep.show(cmd.ErrOrStderr(), problems)
	}
	var d *bind.Description
	if req.asks {
		d, problems = describePython(cmd.Context(), req, c, ref)
	} else {
		d, problems = bind.Describe(cmd.Context(), c, ref, req.bindOptions(c))
		if d == nil && isUnwritten(problems) {
			if d = describeRecorded(req, c, ref); d != nil {
				problems = nil
			} else if draft, ok := draft.Section(c, ref); ok {
				return writeDraft(cmd.OutOrStdout(), draft, format)
			}
		}
	}
	if d != nil {
		if err := writeDescription(cmd.OutOrStdout(), d, format); err != nil {
			return err
		}
	}
	return rep.showAny(cmd.ErrOrStderr(), problems)
}

// isUnwritten reports whether the matter is that a factory is not written yet.
func isUnwritten(problems diag.List) bool {
	return slices.ContainsFunc(problems, func(d diag.Diagnostic) bool { return d.Unwritten })
}

// writeDraft writes what has to be written in one of describe's formats.
func writeDraft(w io.Writer, d draft.Draft, format string) error {
	if format == "json" {
		return writeJSON(w, draftJSON(d))
	}
	return tell(w, draftText(d))
}

// draftText tells what to write, and where.
func draftText(d draft.Draft) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s is %s that is not written yet.\n\n", d.Factory, words.Article(d.Kind))
	fmt.Fprintf(&b, "Write it into the package %s, say:\n\n%s", d.Folder, indent(d.Source(), "    "))
	if d.Mapping != "" {
		fmt.Fprintf(&b, "\nand say in the INI file where it is:\n\n    [pastegen:eggs]\n    %s\n", d.Mapping)
	}
	return b.String()
}

// splitFile splits FILE#SECTION. A file alone means its main, as in Paste; what
// is a reference to something else has a ":" in front.
func splitFile(ref string) (file, section string) {
	name, section, ok := strings.Cut(ref, "#")
	switch {
	case strings.Contains(name, ":") || !ok && filepath.Ext(name) != ".ini":
		return "", ref
	case !ok:
		return name, "main"
	}
	return name, section
}

// writeDescription writes a description in one of describe's formats.
func writeDescription(w io.Writer, d *bind.Description, format string) error {
	if format == "json" {
		return writeJSON(w, descriptionJSON(d))
	}
	return tell(w, descriptionText(d))
}

// descriptionText writes a description for people.
func descriptionText(d *bind.Description) string {
	var b strings.Builder
	of := ""
	if d.Python {
		of = " of Python"
	}
	fmt.Fprintf(&b, "%s is %s%s.\n", d.Name, words.Article(string(d.Kind)), of)
	if d.Signature != "" {
		fmt.Fprintf(&b, "\n%s\n", d.Signature)
	}
	if d.Place.IsValid() {
		fmt.Fprintf(&b, "    at %s\n", declaredAt(d))
	}
	if d.Doc != "" {
		fmt.Fprintf(&b, "\n%s\n", indent(d.Doc, "    "))
	}
	b.WriteString("\n" + keysText(d))
	fmt.Fprintf(&b, "\nIn an INI file:\n\n%s", indent(d.INI(), "    "))
	return b.String()
}

func declaredAt(d *bind.Description) string {
	return fmt.Sprintf("%s:%d", d.Place.File.Name(), d.Place.Position().Line)
}

// keysText writes the keys, each with what there is to know of it.
func keysText(d *bind.Description) string {
	if len(d.Keys) == 0 && !d.AnyKey {
		return "It takes no keys.\n"
	}
	var b strings.Builder
	b.WriteString("Keys:\n")
	var idle []string
	for _, k := range d.Keys {
		if k.Ignored {
			idle = append(idle, k.Name)
			continue
		}
		fmt.Fprintf(&b, "\n    %s\n", strings.Join(keyFacts(k), ", "))
		if k.Doc != "" {
			fmt.Fprintf(&b, "%s\n", indent(k.Doc, "        "))
		}
	}
	if d.AnyKey {
		b.WriteString("\n    all other keys, which it gets as texts\n")
	}
	if len(idle) > 0 {
		b.WriteString("\nThese are allowed and have no effect: " + strings.Join(idle, ", ") + ".\n")
	}
	return b.String()
}

func keyFacts(k bind.KeyDescription) []string {
	facts := []string{strings.TrimSpace(k.Name + "  " + k.Type)}
	switch {
	case k.Section:
		facts = append(facts, "the name of a section")
	case k.Object:
		facts = append(facts, "as call:PACKAGE:NAME")
	}
	switch {
	case k.Required:
		facts = append(facts, "required")
	case k.Default != "":
		facts = append(facts, "default "+k.Default)
	}
	return facts
}

// indent puts a prefix in front of each line that is not empty, and ends the
// last one as it was.
func indent(text, prefix string) string {
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		if strings.TrimSpace(line) != "" {
			lines[i] = prefix + line
		}
	}
	return strings.Join(lines, "")
}

// keyJSON and factoryJSON are what describe and list print as JSON.
type keyJSON struct {
	Key      string `json:"key"`
	Type     string `json:"type,omitempty"`
	Section  bool   `json:"section,omitempty"`
	Object   bool   `json:"object,omitempty"`
	Required bool   `json:"required"`
	Default  string `json:"default,omitempty"`
	Doc      string `json:"doc,omitempty"`
}

type factoryJSON struct {
	Kind       string    `json:"kind"`
	Name       string    `json:"name"`
	Use        string    `json:"use,omitempty"`
	Signature  string    `json:"signature,omitempty"`
	File       string    `json:"file,omitempty"`
	Line       int       `json:"line,omitempty"`
	Doc        string    `json:"doc,omitempty"`
	Python     bool      `json:"python,omitempty"`
	Deprecated string    `json:"deprecated,omitempty"`
	Keys       []keyJSON `json:"keys"`
	AnyKey     bool      `json:"anyKey"`
	INI        string    `json:"ini"`
	Draft      string    `json:"draft,omitempty"` // what has to be written, if nobody has yet
}

func draftJSON(d draft.Draft) factoryJSON {
	out := factoryJSON{Kind: d.Kind, Name: d.Factory, Signature: d.Signature(), Draft: d.Source(), Keys: []keyJSON{}}
	for _, o := range d.Options {
		out.Keys = append(out.Keys, keyJSON{Key: o.Key, Type: o.Type, Section: o.App})
	}
	return out
}

func descriptionJSON(d *bind.Description) factoryJSON {
	out := factoryJSON{
		Kind: string(d.Kind), Name: d.Name, Use: d.Use, Signature: d.Signature,
		Line: d.Place.Position().Line, Doc: d.Doc, Python: d.Python, Deprecated: d.Deprecated,
		Keys: []keyJSON{}, AnyKey: d.AnyKey, INI: d.INI(),
	}
	if d.Place.IsValid() {
		out.File = d.Place.File.Name()
	}
	for _, k := range d.Keys {
		out.Keys = append(out.Keys, keyJSON{k.Name, k.Type, k.Section, k.Object, k.Required, k.Default, k.Doc})
	}
	return out
}
