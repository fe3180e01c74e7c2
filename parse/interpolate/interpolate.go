// Package interpolate is configparser's BasicInterpolation: it puts other
// options in place of %(name)s. It knows no sections and no files: whoever calls
// it says which options there are.
package interpolate

import (
	"strings"

	"github.com/pastegen/pastegen/templates/secret"
)

// The limits of an interpolation: the first is Python's, the other keeps a
// value such as nine lines of "%(a)s%(a)s..." from filling the memory.
const (
	MaxDepth = 10
	MaxSize  = 1 << 20 // bytes
)

// Option is a key with its value.
type Option interface {
	Raw() string    // the value as written
	IsSecret() bool // it must not be shown, nor what is made of it
}

// Value is an interpolated value.
type Value struct {
	Text    string
	Pieces  []Piece        // what it is made of, in order; nil if it is the value as written
	Secrets []secret.Range // what of it comes from a secret
}

// Piece is a part of an interpolated value: it starts at Start in the value, and
// comes from Raw:Raw+Width of the value as written. Width 0 means that it was
// copied, byte for byte.
type Piece struct{ Start, Raw, Width int }

// Mistake is what may be wrong with an interpolation.
type Mistake int

// The mistakes, with what Python raises.
const (
	Undefined  Mistake = iota // InterpolationMissingOptionError
	BadPercent                // InterpolationSyntaxError
	TooDeep                   // InterpolationDepthError
	TooLong                   // nothing: it would run out of memory
)

// Step is a reference %(name)s in an option's value, Raw()[Start:End] of it.
type Step[O Option] struct {
	In         O
	Start, End int
	Name       string
}

// Fault is an interpolation that failed.
type Fault[O Option] struct {
	What    Mistake
	Of      O         // the option that was asked for
	Step[O]           // what failed: a reference, or what looks like one
	Chain   []Step[O] // the references that led from Of to there
}

// Expand returns the value of an option, where lookup finds those that it refers
// to.
func Expand[O Option](o O, lookup func(key string) (O, bool)) (Value, *Fault[O]) {
	if !strings.Contains(o.Raw(), "%") {
		return Value{Text: o.Raw()}, nil
	}
	e := expansion[O]{lookup: lookup, of: o}
	if f := e.expand(o, 1); f != nil {
		return Value{}, f
	}
	return Value{e.out.String(), e.pieces, e.secrets}, nil
}

// expansion is one call of Expand.
type expansion[O Option] struct {
	lookup  func(key string) (O, bool)
	of      O
	out     strings.Builder
	pieces  []Piece
	secrets []secret.Range
	chain   []Step[O]
	size    int // bytes and references so far
}

// expand is _interpolate_some: it writes the value of an option, met at some
// depth.
func (e *expansion[O]) expand(o O, depth int) *Fault[O] {
	raw := o.Raw()
	for pos := 0; pos < len(raw); {
		n := strings.IndexByte(raw[pos:], '%')
		if n != 0 {
			if n < 0 {
				n = len(raw) - pos
			}
			e.write(raw[pos:pos+n], depth, Piece{Raw: pos})
			pos += n
			continue
		}
		width, f := e.percent(o, pos, depth)
		if f != nil {
			return f
		}
		pos += width
	}
	return nil
}

// percent expands what starts with the % at pos and returns its length.
func (e *expansion[O]) percent(o O, pos, depth int) (int, *Fault[O]) {
	rest := o.Raw()[pos:]
	switch {
	case strings.HasPrefix(rest, "%%"):
		e.write("%", depth, Piece{Raw: pos, Width: 2})
		return 2, nil
	case !strings.HasPrefix(rest, "%("):
		return 0, e.fault(BadPercent, Step[O]{o, pos, pos + 1, ""})
	}
	n := strings.IndexByte(rest, ')')
	if n == len("%(") || n < 0 || !strings.HasPrefix(rest[n:], ")s") {
		return 0, e.fault(BadPercent, Step[O]{o, pos, pos + len("%("), ""})
	}
	name, width := rest[len("%("):n], n+len(")s")
	return width, e.reference(Step[O]{o, pos, pos + width, name}, depth)
}

// reference expands a %(name)s.
func (e *expansion[O]) reference(s Step[O], depth int) *Fault[O] {
	found, ok := e.lookup(s.Name)
	if !ok {
		return e.fault(Undefined, s)
	}
	width := s.End - s.Start
	if e.size += width; e.size > MaxSize {
		return e.fault(TooLong, s)
	}
	if found.IsSecret() {
		start := e.out.Len()
		defer func() { e.secrets = append(e.secrets, secret.Range{Start: start, End: e.out.Len()}) }()
	}
	p := Piece{Raw: s.Start, Width: width}
	if !strings.Contains(found.Raw(), "%") {
		e.write(found.Raw(), depth, p)
		return nil
	}
	if depth == MaxDepth {
		return e.fault(TooDeep, s)
	}
	e.write("", depth, p)
	e.chain = append(e.chain, s)
	if f := e.expand(found, depth+1); f != nil {
		return f
	}
	e.chain = e.chain[:len(e.chain)-1]
	return nil
}

// write adds text to the value. At depth 1 it comes from that piece.
func (e *expansion[O]) write(text string, depth int, p Piece) {
	if depth == 1 {
		p.Start = e.out.Len()
		e.pieces = append(e.pieces, p)
	}
	e.size += len(text)
	e.out.WriteString(text)
}

func (e *expansion[O]) fault(what Mistake, s Step[O]) *Fault[O] {
	return &Fault[O]{What: what, Of: e.of, Step: s, Chain: e.chain}
}
