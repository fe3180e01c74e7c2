package parse

import (
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/interpolate"
	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/templates/secret"
)

// option is a key of a section or of [DEFAULT] with its value as written.
type option struct {
	key     string
	raw     Text
	entry   *ini.Entry // nil for what Paste seeds, and for what a caller injects
	setting Setting    // what is known of it without an entry
	used    bool       // as a secret, whatever its name is
}

// Raw is the value as written.
func (o option) Raw() string { return string(o.raw) }

// IsSecret reports whether the value of the option is a secret as a whole.
func (o option) IsSecret() bool { return o.used || secret.Name(o.key) }

// quoted quotes the option as it is written.
func (o option) quoted() quoted {
	shown := secret.Replace(string(o.raw), secretParts(o.key, string(o.raw)))
	if o.used && o.raw != "" {
		shown = secret.Mask
	}
	return quoted{text: o.raw, shown: Text(shown)}
}

func entryOption(e *ini.Entry) option {
	return option{key: e.Key, raw: Text(e.Value.Raw), entry: e}
}

// as returns the option as a setting of that value. Pieces say where the value
// comes from if it is not the value as written.
func (o option) as(value Text, origin Origin, pieces []interpolate.Piece) Setting {
	if o.entry == nil {
		s := o.setting
		s.Key, s.Value = o.key, value
		return o.mark(s)
	}
	return o.mark(Setting{
		Key: o.key, Value: value, Origin: origin,
		KeySpan: o.entry.KeySpan, Span: o.entry.Value.Whole(),
		entry: o.entry, pieces: pieces,
	})
}

// mark makes a setting of the option a secret if the option is one that its key
// does not tell.
func (o option) mark(s Setting) Setting {
	if o.used && s.Value != "" {
		s.derived = []secret.Range{{Start: 0, End: len(s.Value)}}
	}
	return s
}

// span returns where raw[start:end] stands.
func (o option) span(start, end int) source.Span {
	if o.entry == nil {
		return o.setting.Span
	}
	return o.entry.Value.Span(start, end)
}

// interpolated returns the value of an option of a section, where lookup finds
// those that it refers to.
func interpolated(o option, section string, origin Origin, lookup func(string) (option, bool)) (Setting, *fault) {
	v, f := interpolate.Expand(o, lookup)
	if f != nil {
		return Setting{}, &fault{f, section}
	}
	s := o.as(Text(v.Text), origin, v.Pieces)
	s.derived = append(s.derived, v.Secrets...)
	return s, nil
}
