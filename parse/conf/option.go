package conf

import (
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/interpolate"
	"github.com/pastegen/pastegen/parse/pytext"
	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/templates/secret"
)

// Option is a key of a section or of [DEFAULT] with its value as written.
type Option struct {
	Key     string
	Text    pytext.Text // as written
	Entry   *ini.Entry  // nil for what Paste seeds, and for what a caller injects
	Setting Setting     // what is known of it without an entry
	Used    bool        // as a secret, whatever its name is
}

// Raw is the value as written.
func (o Option) Raw() string { return string(o.Text) }

// IsSecret reports whether the value of the option is a secret as a whole.
func (o Option) IsSecret() bool { return o.Used || secret.Name(o.Key) }

// Shown is the value as written for people to read, without its secrets.
func (o Option) Shown() pytext.Text {
	if o.Used && o.Text != "" {
		return secret.Mask
	}
	return pytext.Text(secret.Replace(string(o.Text), SecretParts(o.Key, string(o.Text))))
}

// EntryOption is the option of an entry.
func EntryOption(e *ini.Entry) Option {
	return Option{Key: e.Key, Text: pytext.Text(e.Value.Raw), Entry: e}
}

// As returns the option as a setting of that value. Pieces say where the value
// comes from if it is not the value as written.
func (o Option) As(value pytext.Text, origin Origin, pieces []interpolate.Piece) Setting {
	if o.Entry == nil {
		s := o.Setting
		s.Key, s.Value = o.Key, value
		return o.mark(s)
	}
	return o.mark(Setting{
		Key: o.Key, Value: value, Origin: origin,
		KeySpan: o.Entry.KeySpan, Span: o.Entry.Value.Whole(),
		entry: o.Entry, pieces: pieces,
	})
}

// mark makes a setting of the option a secret if the option is one that its key
// does not tell.
func (o Option) mark(s Setting) Setting {
	if o.Used && s.Value != "" {
		s.derived = []secret.Range{{Start: 0, End: len(s.Value)}}
	}
	return s
}

// Span returns where Text[start:end] stands.
func (o Option) Span(start, end int) source.Span {
	if o.Entry == nil {
		return o.Setting.Span
	}
	return o.Entry.Value.Span(start, end)
}

// Expand returns the value of the option as a setting, where lookup finds those that
// it refers to, or what is wrong with these references.
func (o Option) Expand(origin Origin, lookup func(string) (Option, bool)) (Setting, *interpolate.Fault[Option]) {
	v, f := interpolate.Expand(o, lookup)
	if f != nil {
		return Setting{}, f
	}
	s := o.As(pytext.Text(v.Text), origin, v.Pieces)
	s.derived = append(s.derived, v.Secrets...)
	return s, nil
}
