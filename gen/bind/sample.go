package bind

import (
	"cmp"
	"strings"

	"github.com/pastegen/pastegen/gen/words"
)

// INI returns a section to paste into a file, which uses the factory. Keys that
// must be there wait for their values, all others are commented out.
func (d *Description) INI() string {
	var b strings.Builder
	b.WriteString("[" + string(d.Kind) + ":" + d.sectionName() + "]\n")
	if d.Use != "" {
		b.WriteString(cmp.Or(d.UseKey, "use") + " = " + d.Use + "\n")
	}
	for _, k := range d.Keys {
		if k.Ignored {
			continue
		}
		if note := note(k); note != "" {
			b.WriteString("; " + note + "\n")
		}
		if !k.Required {
			b.WriteString(";")
		}
		b.WriteString(strings.TrimRight(k.Name+" = "+k.Default, " ") + "\n")
	}
	return b.String()
}

// note says what a value must be.
func note(k KeyDescription) string {
	var words []string
	switch {
	case k.Section:
		words = append(words, "the name of a section")
	case k.Object:
		words = append(words, k.Type+" as call:PACKAGE:NAME")
	case k.Type != "":
		words = append(words, k.Type)
	}
	if k.Required {
		words = append(words, "required")
	}
	return strings.Join(words, ", ")
}

// sectionName makes a name for the section: that of the Go object as INI files
// write it, "main" for what there is one of.
func (d *Description) sectionName() string {
	if d.Python {
		return pythonSection(d.Name)
	}
	if d.Signature == "" || d.Kind == ServerKind {
		return "main"
	}
	pkg, name, _ := strings.Cut(d.Name, ".")
	name = strings.TrimPrefix(name, "New")
	if name == "" || name[0] == '.' || d.Kind == ResourceKind {
		return pkg
	}
	return strings.ReplaceAll(words.Written(name), ".", "_")
}
