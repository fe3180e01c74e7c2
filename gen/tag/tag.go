// Package tag reads what the paste tags of fields say.
package tag

import (
	"cmp"
	"reflect"
	"strings"
	"time"
)

// Tag is what a field's paste:"key,required,remain,comma,..." says. The
// default, and what stands for a zero value, is the rest of the tag, commas
// included.
type Tag struct {
	Key        string
	Required   bool
	Remain     bool
	Comma      bool          // items of a list are separated by commas
	Ignored    bool          // the key may be there and has no effect
	Secret     bool          // the value must not be shown
	Octal      bool          // the number is written with the digits 0 to 7
	Folder     bool          // the text names a folder, which should be there
	File       bool          // the text names a file, which should be there
	Address    bool          // the value says where a server listens
	Unit       time.Duration // of a bare number; 0 for what the key says
	Global     string        // names in the global configuration that count where the section has none, with "|" between them
	Embed      string        // the key of a directory whose files are put into the program if this one says so
	Egg        string        // the value may name a distribution, whose files below the folder under this key are put into the program
	Zero       string        // what stands for a zero value, for those who read about it
	HasDefault bool
	Value      string
	Unknown    string // a word that means nothing here
}

// Parse reads the whole of a field's tags, of which that for paste counts.
func Parse(text string) Tag {
	options, value, hasDefault := strings.Cut(reflect.StructTag(text).Get("paste"), ",default=")
	options, zero, _ := strings.Cut(options, ",zero=")
	words := strings.Split(options, ",")
	t := Tag{Key: words[0], Zero: zero, HasDefault: hasDefault, Value: value}
	for _, w := range words[1:] {
		if !t.word(strings.Cut(w, "=")) {
			t.Unknown = w
		}
	}
	return t
}

// word reads a word of the tag, and says whether it means something.
func (t *Tag) word(word, value string, hasValue bool) bool {
	switch word {
	case "unit":
		t.Unit = unitNamed(value)
		return t.Unit != 0
	case "embed", "egg":
		into := map[string]*string{"embed": &t.Embed, "egg": &t.Egg}[word]
		*into = value
		return value != ""
	case "global":
		t.Global = cmp.Or(value, OwnName)
		return !hasValue || value != ""
	}
	flag := map[string]*bool{
		"required": &t.Required, "remain": &t.Remain, "comma": &t.Comma,
		"ignored": &t.Ignored, "secret": &t.Secret, "octal": &t.Octal,
		"folder": &t.Folder, "file": &t.File, "address": &t.Address,
	}[word]
	if flag == nil || hasValue {
		return false
	}
	*flag = true
	return true
}

// OwnName stands for the field's own key among those of the global configuration.
const OwnName = "="

// Globals returns the keys of the global configuration that fill a field.
func (t Tag) Globals(own []string) []string {
	switch t.Global {
	case "":
		return nil
	case OwnName:
		return own
	}
	return strings.Split(t.Global, "|")
}

// unitNamed returns a unit of time by its name in a tag; 0 for none.
func unitNamed(name string) time.Duration {
	return map[string]time.Duration{
		"millisecond": time.Millisecond, "second": time.Second, "minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour,
	}[name]
}

// ShownType is the type of what is written under the key, if that is not the
// field's; else empty.
func (t Tag) ShownType() string {
	if t.Embed != "" {
		return "bool"
	}
	return ""
}
