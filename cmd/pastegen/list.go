package main

import (
	"context"
	"encoding/json"
	"fmt"
	"go/doc"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/parse/diag"
)

func newList() *cobra.Command {
	req, rep := &request{}, newReport()
	format := choice{"text", []string{"text", "json"}}
	cmd := &cobra.Command{
		Use:   "list [PACKAGE]",
		Short: "List factories: those built in, or those of a Go package",
		Long: `List shows what is built in, or every factory of a Go package that a section
can use. PACKAGE is written as in "use = call:PACKAGE:NAME": an import path, a
path such as ./apps, or a dotted name of a folder. "pastegen describe" tells
more of each.`,
		Args: cobra.MaximumNArgs(1),
		RunE: body(func(cmd *cobra.Command, args []string) error {
			all, problems := list(cmd.Context(), req, rep, cmd.ErrOrStderr(), args)
			if err := writeList(cmd.OutOrStdout(), all, format.value); err != nil {
				return err
			}
			return rep.show(cmd.ErrOrStderr(), problems)
		}),
	}
	cmd.Flags().StringVar(&req.path, "file", "", "the INI `FILE` from which PACKAGE is named")
	req.recipeFlags(cmd.Flags())
	choiceFlag(cmd, &format, "format", "how to show it")
	rep.colorFlag(cmd)
	return cmd
}

func list(ctx context.Context, req *request, rep *report, stderr io.Writer, args []string) ([]*bind.Description, diag.List) {
	if len(args) == 0 {
		all, err := bind.Builtins(ctx)
		if err != nil {
			return nil, diag.List{{Severity: diag.Error, Message: err.Error()}}
		}
		return all, nil
	}
	c, problems := req.names(rep, stderr)
	if problems.HasErrors() {
		return nil, problems
	}
	return bind.List(ctx, c, args[0], req.bindOptions(c))
}

// writeList writes descriptions in one of list's formats.
func writeList(w io.Writer, all []*bind.Description, format string) error {
	if format == "json" {
		out := []factoryJSON{}
		for _, d := range all {
			out = append(out, descriptionJSON(d))
		}
		return writeJSON(w, out)
	}
	return tell(w, listText(all))
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// listText writes descriptions for people: those of what is built in by what one
// looks for, those of a package by what they are.
func listText(all []*bind.Description) string {
	var b strings.Builder
	for i, g := range groups(all) {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%s\n", g.heading)
		for _, d := range g.members {
			b.WriteString(entryText(d))
		}
	}
	return b.String()
}

// group is what a list shows below one heading.
type group struct {
	heading string
	members []*bind.Description
}

// groups puts descriptions below the headings of a list, in order; none of the
// groups is empty.
func groups(all []*bind.Description) []group {
	var out []group
	for _, name := range groupNames() {
		out = appendGroup(out, name, all, func(d *bind.Description) bool { return d.Group == name })
	}
	for _, kind := range []bind.Kind{bind.AppKind, bind.FilterKind, bind.CompositeKind, bind.ServerKind} {
		out = appendGroup(out, string(kind)+"s", all, func(d *bind.Description) bool { return d.Group == "" && d.Kind == kind })
	}
	return out
}

func appendGroup(out []group, name string, all []*bind.Description, has func(*bind.Description) bool) []group {
	g := group{heading: strings.ToUpper(name[:1]) + name[1:]}
	for _, d := range all {
		if has(d) {
			g.members = append(g.members, d)
		}
	}
	if len(g.members) == 0 {
		return out
	}
	return append(out, g)
}

// groupNames are the groups that packages of templates name themselves to be of,
// in the order in which a request may meet them.
func groupNames() []string {
	return []string{"servers", "dispatch", "files", "apps", "proxy", "sessions", "auth", "headers", "compression", "limits", "errors", "logging"}
}

// entryText writes one entry of a list: how to write it, then its signature and
// what it is for.
func entryText(d *bind.Description) string {
	text := ""
	if d.Signature != "" {
		text += d.Signature + "\n"
	}
	if first := firstSentence(d.Doc); first != "" {
		text += first + "\n"
	}
	if d.Deprecated != "" && !strings.HasPrefix(d.Doc, "Deprecated: ") {
		text += firstSentence("Deprecated: "+d.Deprecated+".") + "\n"
	}
	if also := otherEggs(d); len(also) > 0 {
		text += "The same as " + strings.Join(also, " and ") + ".\n"
	}
	return "    use = " + d.Use + "\n" + indent(text, "        ")
}

// otherEggs returns the entry points of other distributions that what is built in
// stands for.
func otherEggs(d *bind.Description) []string {
	return slices.DeleteFunc(slices.Clone(d.Names), func(name string) bool {
		return name == d.Use || !strings.HasPrefix(name, "egg:") || strings.HasPrefix(name, "egg:pastegen#")
	})
}

// firstSentence returns the first sentence of a doc comment on one line.
func firstSentence(text string) string {
	return new(doc.Package).Synopsis(text)
}
