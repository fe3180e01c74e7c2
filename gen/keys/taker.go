package keys

import (
	"strings"

	"github.com/pastegen/pastegen/gen/words"
)

// Taker is a parameter with the key that it takes, or all keys below that.
type Taker struct {
	Param
	Below bool // all keys that begin with the parameter's, and a dot
}

// IsSame reports whether it is the same parameter in another trial, of which
// generic functions have parameters of their own.
func (t Taker) IsSame(p Param) bool { return t.Pos() == p.Pos() && t.Name() == p.Name() }

// ShortName is name without what a Go name says besides: for a method
// AddOrigin or a function WithOrigin, origin is a key too.
func (t Taker) ShortName() string {
	for _, other := range t.Also {
		if key := words.Normal(t.Key); words.Normal(other) != key && strings.HasSuffix(key, words.Normal(other)) {
			t.Key = other
			break
		}
	}
	return t.name()
}

// name returns the key as a user would write it, NAME standing for what varies.
func (t Taker) name() string {
	key := strings.ReplaceAll(words.Written(t.Key), AnyEntry, "NAME")
	if t.Below {
		return key + ".NAME"
	}
	return key
}
