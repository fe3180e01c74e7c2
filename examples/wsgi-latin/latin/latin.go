// Package latin has Latinator, the middleware example of PEP 3333; it is
// latin.py in Go. Other than in the PEP, a word may be split by chunks.
package latin

import (
	"iter"
	"slices"
	"strings"
)

type (
	// App is a WSGI application.
	App = func(environ map[string]any, start Start) iter.Seq[[]byte]
	// Start is what an application calls before its body.
	Start = func(status string, headers [][2]string, excInfo error) (write func([]byte) error)
)

const (
	consonants = "bcdfghjklmnpqrstvwxyzBCDFGHJKLMNPQRSTVWXYZ"
	vowels     = "aeiouAEIOU"
)

// pigLatin turns text that comes in pieces into pig latin, if it's okay to do
// so.
type pigLatin struct {
	ok    bool
	start []byte // the consonants that the present word starts with
	more  bool   // whether more of that word has come
}

func (l *pigLatin) reset(ok bool) {
	*l = pigLatin{ok: ok}
}

func (l *pigLatin) feed(data []byte) []byte {
	if !l.ok {
		return data
	}
	var out []byte
	for _, char := range data {
		switch isConsonant, isVowel := isIn(consonants, char), isIn(vowels, char); {
		case isConsonant && !l.more:
			l.start = append(l.start, char)
		case isConsonant || isVowel || char >= 0x80:
			l.more = true
			out = append(out, char)
		default:
			out = append(out, l.end()...)
			out = append(out, char)
		}
	}
	return out
}

func isIn(letters string, char byte) bool {
	return strings.IndexByte(letters, char) >= 0
}

// end ends the present word, if any, and returns its ending.
func (l *pigLatin) end() []byte {
	var ending []byte
	if len(l.start) > 0 {
		ending = append(l.start, "ay"...)
	} else if l.more {
		ending = []byte("way")
	}
	l.reset(l.ok)
	return ending
}

// latinIter transforms iterated output to pig latin, if it's okay to do so.
//
// Note that the "okayness" can change until the application yields its first
// non-empty chunk.
func latinIter(result iter.Seq[[]byte], latin *pigLatin) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for data := range result {
			if !yield(latin.feed(data)) {
				return
			}
		}
		if ending := latin.end(); len(ending) > 0 {
			yield(ending)
		}
	}
}

// Latinator is the middleware. It needs no factory.
//
//paste:factory make_latinator
func Latinator(application App) App {
	return func(environ map[string]any, start Start) iter.Seq[[]byte] {
		latin := &pigLatin{}

		startLatin := func(status string, headers [][2]string, excInfo error) func([]byte) error {
			// Reset ok flag, in case this is a repeat call
			latin.reset(false)

			for _, header := range headers {
				if strings.EqualFold(header[0], "content-type") && isPlain(header[1]) {
					latin.reset(true)
					// Strip content-length if present, else it'll be wrong
					headers = slices.DeleteFunc(slices.Clone(headers), func(header [2]string) bool {
						return strings.EqualFold(header[0], "content-length")
					})
					break
				}
			}

			write := start(status, headers, excInfo)

			if latin.ok {
				return func(data []byte) error {
					return write(latin.feed(data))
				}
			}
			return write
		}

		return latinIter(application(environ, startLatin), latin)
	}
}

// isPlain tells whether a type is text/plain, with or without parameters.
func isPlain(contentType string) bool {
	contentType, _, _ = strings.Cut(contentType, ";")
	return strings.EqualFold(strings.TrimSpace(contentType), "text/plain")
}
