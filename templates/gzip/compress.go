package gzip

import (
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/templates/setting"
)

// CompressOptions are the keys of the section of compress.
type CompressOptions struct {
	// Level is 1 (fastest) to 9 (smallest); 0 packs without compression.
	Level Level `paste:"level,default=6"`

	// MinSize is the size in bytes from which on an answer is compressed.
	MinSize Size `paste:"min_size,default=256"`

	// Types are the types of answers that are compressed, a star is any text
	// without a slash.
	Types []Type `paste:"types,default=text/* application/json application/javascript application/xml application/wasm */*+json */*+xml"`

	// Codings are gzip, deflate or both, what is liked more first: it is used
	// where a client likes both as much.
	Codings []Coding `paste:"codings,default=gzip deflate"`
}

// Type is a type of answers such as text/html, in which stars may stand for any
// text.
type Type string

// UnmarshalText reads a type.
func (t *Type) UnmarshalText(text []byte) error {
	word := strings.ToLower(string(text))
	if _, err := path.Match(word, ""); err != nil || strings.Count(word, "/") != 1 || strings.ContainsAny(word, ";,[?\\") {
		return fmt.Errorf("%q is not a type of answers such as text/html, text/* or */*+json", text)
	}
	*t = Type(word)
	return nil
}

// Coding is a way to compress.
type Coding string

// The codings.
const (
	Gzip    Coding = gzipCoding
	Deflate Coding = deflateCoding
)

// Validate returns an error for what compresses nothing, or in a way that is
// not known.
func (o CompressOptions) Validate() error {
	if len(o.Codings) == 0 {
		return setting.At("codings", "codings names none: it is %s, %s or both", Gzip, Deflate)
	}
	for _, c := range o.Codings {
		if c != Gzip && c != Deflate {
			return setting.At("codings", "codings: %q is neither %s nor %s; static sends files that were compressed otherwise before", c, Gzip, Deflate)
		}
	}
	return nil
}

// NewCompress returns a filter that compresses answers as the client likes it,
// with gzip or deflate.
//
//paste:filter_factory compress
func NewCompress(o CompressOptions) (func(http.Handler) http.Handler, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	var codings []*coding
	for _, name := range o.Codings {
		if name == Deflate {
			codings = append(codings, newDeflate())
		} else {
			codings = append(codings, newGzip())
		}
	}
	return newCompressing(o.Level, o.MinSize, o.packs, codings...).filter, nil
}

// packs reports whether answers of a type are compressed.
func (o CompressOptions) packs(mediaType string) bool {
	return slices.ContainsFunc(o.Types, func(t Type) bool {
		match, _ := path.Match(string(t), mediaType) // the pattern was checked
		return match
	})
}
