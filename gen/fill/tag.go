package fill

import (
	"cmp"
	"reflect"
	"strings"
	"time"
)

// tag is what a field's paste:"key,required,remain,comma,..." says. The default, and
// what stands for a zero value, is the rest of the tag, commas included.
type tag struct {
	key        string
	required   bool
	remain     bool
	comma      bool          // items of a list are separated by commas
	ignored    bool          // the key may be there and has no effect
	secret     bool          // the value must not be shown
	octal      bool          // the number is written with the digits 0 to 7
	folder     bool          // the text names a folder, which should be there
	unit       time.Duration // of a bare number; 0 for what the key says
	global     string        // names in the global configuration that count where the section has none, with "|" between them
	embed      string        // the key of a directory whose files are put into the program if this one says so
	egg        string        // the value may name a distribution, whose files below the folder under this key are put into the program
	zero       string        // what stands for a zero value, for those who read about it
	hasDefault bool
	value      string
	unknown    string // a word that means nothing here
}

func parseTag(text string) tag {
	options, value, hasDefault := strings.Cut(reflect.StructTag(text).Get("paste"), ",default=")
	options, zero, _ := strings.Cut(options, ",zero=")
	words := strings.Split(options, ",")
	t := tag{key: words[0], zero: zero, hasDefault: hasDefault, value: value}
	for _, w := range words[1:] {
		if !t.word(strings.Cut(w, "=")) {
			t.unknown = w
		}
	}
	return t
}

// word reads a word of the tag, and says whether it means something.
func (t *tag) word(word, value string, hasValue bool) bool {
	switch word {
	case "unit":
		t.unit = unitNamed(value)
		return t.unit != 0
	case "embed", "egg":
		into := map[string]*string{"embed": &t.embed, "egg": &t.egg}[word]
		*into = value
		return value != ""
	case "global":
		t.global = cmp.Or(value, ownName)
		return !hasValue || value != ""
	}
	flag := map[string]*bool{
		"required": &t.required, "remain": &t.remain, "comma": &t.comma,
		"ignored": &t.ignored, "secret": &t.secret, "octal": &t.octal,
		"folder": &t.folder,
	}[word]
	if flag == nil || hasValue {
		return false
	}
	*flag = true
	return true
}

// ownName stands for the field's own key among those of the global configuration.
const ownName = "="

// globals returns the keys of the global configuration that fill a field.
func (t tag) globals(own []string) []string {
	switch t.global {
	case "":
		return nil
	case ownName:
		return own
	}
	return strings.Split(t.global, "|")
}

// unitNamed returns a unit of time by its name in a tag; 0 for none.
func unitNamed(name string) time.Duration {
	return map[string]time.Duration{
		"millisecond": time.Millisecond, "second": time.Second, "minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour,
	}[name]
}

// shownType is the type of what is written under the key, if that is not the field's;
// else empty.
func (t tag) shownType() string {
	if t.embed != "" {
		return "bool"
	}
	return ""
}
