package main

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen/bind"
)

// TestPartPages holds docs/parts to the source of what is built in: a page for
// each package with parts. With -update they are written anew.
func TestPartPages(t *testing.T) {
	all, err := bind.Builtins(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string][]*bind.Description{}
	for _, d := range all {
		pages[d.Package] = append(pages[d.Package], d)
	}
	docs := map[string]string{"README.md": generated("templates/") + partIndex(all)}
	for name, parts := range pages {
		if name == "" {
			continue // the URL map, which is compiled
		}
		docs[name+".md"] = generated("templates/"+name) + partPage(name, parts)
	}
	checkDocs(t, "../../docs/parts", docs)
}

// partIndex lists the parts by what people look for.
func partIndex(all []*bind.Description) string {
	var b strings.Builder
	b.WriteString("# What is built in\n\n`pastegen list` shows the same, and `pastegen describe egg:Paste#gzip` the keys of one.\n")
	for _, group := range groups(all) {
		fmt.Fprintf(&b, "\n## %s\n\n", group.heading)
		for _, d := range group.members {
			name := "`" + d.Use + "`"
			if d.Package != "" {
				name = "[" + name + "](" + d.Package + ".md)"
			}
			fmt.Fprintf(&b, "- %s: %s\n", name, firstSentence(d.Doc))
		}
	}
	return b.String()
}

// partPage is the page of a package: what it says of itself, then each of its
// parts with its keys.
func partPage(name string, parts []*bind.Description) string {
	var b strings.Builder
	title := name
	if len(parts) == 1 {
		title = parts[0].Name
	}
	about := strings.TrimPrefix(parts[0].About, "Package "+name+" ")
	fmt.Fprintf(&b, "# %s\n\n%s\n", title, markdown(strings.ToUpper(about[:1])+about[1:]))
	for _, d := range parts {
		fmt.Fprintf(&b, "\n## `%s`\n\n%s\n\n", d.Use, markdown(d.Doc))
		if also := slices.DeleteFunc(slices.Clone(d.Names), func(n string) bool { return n == d.Use }); len(also) > 0 {
			fmt.Fprintf(&b, "It is found as `%s` too.\n\n", strings.Join(also, "`, `"))
		}
		b.WriteString(keyTable(d))
		fmt.Fprintf(&b, "\n```ini\n%s```\n", d.INI())
	}
	return b.String()
}

// keyTable is a table of the keys that have an effect, and below it those without.
func keyTable(d *bind.Description) string {
	var b strings.Builder
	var idle []string
	rows := 0
	for _, k := range d.Keys {
		if k.Ignored {
			idle = append(idle, "- `"+k.Name+"`: "+oneLine(k.Doc)+"\n")
			continue
		}
		if rows++; rows == 1 {
			b.WriteString("| key | type | without it | |\n|---|---|---|---|\n")
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", k.Name, cell(keyType(k)), cell(absence(k)), cell(oneLine(k.Doc)))
	}
	switch {
	case rows == 0 && d.AnyKey:
		b.WriteString("It takes any key.\n")
	case rows == 0 && len(idle) == 0:
		b.WriteString("It takes no keys.\n")
	}
	if len(idle) > 0 {
		b.WriteString("\nThese keys are allowed and have no effect:\n\n" + strings.Join(idle, ""))
	}
	return b.String()
}

func keyType(k bind.KeyDescription) string {
	switch {
	case k.Section:
		return "name of a section"
	case k.Object:
		return "call:PACKAGE:NAME"
	}
	return k.Type
}

func absence(k bind.KeyDescription) string {
	if k.Required {
		return "required"
	}
	return cmp.Or(k.Default, "-")
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// markdown makes a doc comment's headings those of a page's sections, and its
// code blocks indented ones.
func markdown(doc string) string {
	var out []string
	for line := range strings.Lines(doc) {
		line = strings.TrimRight(line, "\n")
		if heading, ok := strings.CutPrefix(line, "# "); ok {
			line = "### " + heading
		}
		if code, ok := strings.CutPrefix(line, "\t"); ok {
			line = "    " + code
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// TestPartsHaveGroups wants each part in a group that people look for.
func TestPartsHaveGroups(t *testing.T) {
	all, err := bind.Builtins(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		if !slices.Contains(groupNames(), d.Group) {
			t.Errorf("%s is in group %q; there are %s", d.Use, d.Group, strings.Join(groupNames(), ", "))
		}
		if d.Doc == "" {
			t.Errorf("%s says nothing of itself", d.Use)
		}
		if strings.Contains(d.About, "\t//") {
			t.Errorf("%s: %s", path.Base(d.Package), d.About)
		}
	}
}
