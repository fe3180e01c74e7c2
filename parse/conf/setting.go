// Package conf has configurations: settings, each with where the bytes of its value
// stand and what of it is a secret, in the order in which Python's dict keeps them.
// It knows nothing of what sections mean.
package conf

import (
	"sort"
	"strings"

	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/interpolate"
	"github.com/pastegen/pastegen/parse/pytext"
	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/templates/secret"
)

// Setting is one configuration value with where it came from.
type Setting struct {
	Key    string
	Value  pytext.Text
	Origin Origin
	// KeySpan and Span say where key and value stand; invalid for the
	// launcher's and for the seeded here and __file__.
	KeySpan source.Span
	Span    source.Span

	// Named tells that another value has this one by its key, so that nothing else
	// need take it: %(key) of [uwsgi].
	Named bool

	// Where the bytes of Value come from: see locate.
	entry  *ini.Entry
	pieces []interpolate.Piece
	lines  []source.Span // where each line of Value stands, without an entry; nil if all is at Span
	// What of Value is derived from a secret, which its own text does not tell.
	derived []secret.Range
	// concealed: it is a secret, whatever its key is called.
	concealed bool
}

// Origin says where a setting's value came from.
type Origin int

// The origins of settings.
const (
	FromLocal    Origin = iota // a key of the section itself
	FromDefault                // [DEFAULT]
	FromSet                    // "set key = value"
	FromGet                    // "get key = name"
	FromUse                    // a section reached through "use"
	FromLauncher               // the command line
	FromSeed                   // here and __file__, which Paste sets
)

// Got is the setting that a "get" line makes of it: it stands where that line does.
func (s Setting) Got(by Setting) Setting {
	return Setting{
		Key: by.Key, Value: s.Value, Origin: FromGet, KeySpan: by.KeySpan, Span: by.Span,
		derived: s.Secrets(),
	}
}

// Locate returns where Value[start:end] stands in the file. What came from a
// %(x)s stands where that reference does. A value that no entry gave has one
// place only, Span, or one for each line.
func (s Setting) Locate(start, end int) source.Span {
	switch {
	case s.lines != nil:
		return s.lines[strings.Count(string(s.Value[:start]), "\n")]
	case s.entry == nil:
		return s.Span
	}
	from := s.raw(start, false)
	to := from
	if end > start {
		to = s.raw(end, true)
	}
	return s.entry.Value.Span(from, max(from, to))
}

// AddLine adds what another line of the file says for the key, whose values have
// no ends of lines themselves.
func (s *Setting) AddLine(value pytext.Text, span source.Span) {
	if s.lines == nil {
		s.lines = []source.Span{s.Span}
	}
	s.Value += "\n" + value
	s.lines = append(s.lines, span)
}

// raw returns where a position of Value lies in the raw value: in front of the
// byte there, or behind the byte before.
func (s Setting) raw(pos int, behind bool) int {
	if s.pieces == nil {
		return pos
	}
	at := pos
	if behind {
		at--
	}
	i := sort.Search(len(s.pieces), func(i int) bool { return s.pieces[i].Start > at }) - 1
	p := s.pieces[max(i, 0)]
	switch {
	case p.Width == 0:
		return p.Raw + pos - p.Start
	case behind:
		return p.Raw + p.Width
	}
	return p.Raw
}

// Word is the whole value.
func (s Setting) Word() Word { return Word{Text: s.Value, Span: s.Span, of: &s} }

func (s *Setting) word(start, end int) Word {
	return Word{Text: s.Value[start:end], Span: s.Locate(start, end), of: s, from: start}
}

// Words splits the value at white space, as Python's str.split() does, each
// word with where it stands, also across continuation lines and where part of
// it came from an interpolation.
func (s Setting) Words() []Word { return s.Split(false) }

// Cut returns the words of the value that start and end there.
func (s Setting) Cut(places [][2]int) []Word {
	var out []Word
	for _, at := range places {
		out = append(out, s.word(at[0], at[1]))
	}
	return out
}

// Split splits the value at white space, or at commas as
// paste.deploy.converters.aslist does with sep=",": white space around each
// item is left out, and empty items do not count.
func (s Setting) Split(commas bool) []Word {
	fields := pytext.Fields(s.Value)
	if commas {
		fields = pytext.Items(s.Value)
	}
	var out []Word
	for _, f := range fields {
		out = append(out, s.word(f.Start, f.End))
	}
	return out
}
