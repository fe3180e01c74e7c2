// Package convert turns the text of a setting into a value of a Go type. The
// generator does so with what the INI file says, a program that starts with
// what its environment says, both by this code: they agree on every text.
package convert

import (
	"strconv"
	"strings"
	"unicode"
)

// Misfit is the error of a text that does not convert. It never holds the text,
// which may be a secret.
type Misfit struct {
	Is   string // what is wrong, after the name of the text: "is not an integer"
	Hint string // what would convert: "write it in decimal digits"
}

// Error has both parts.
func (m *Misfit) Error() string { return m.Is + ": " + m.Hint }

// AsText converts to a string or to bytes: any text does.
func AsText[T ~string | ~[]byte](text string) (T, error) { return T(text), nil }

// AsBool knows the words of paste.deploy.converters.asbool.
func AsBool[T ~bool](text string) (T, error) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "true", "yes", "on", "y", "t", "1":
		return true, nil
	case "false", "no", "off", "n", "f", "0":
		return false, nil
	}
	return false, &Misfit{"is not a truth value", "write one of true, yes, on, y, t, 1, or false, no, off, n, f, 0"}
}

// AsFloat takes what strconv.ParseFloat takes in decimal, but no infinity.
func AsFloat[T ~float32 | ~float64](text string) (T, error) {
	bits := 64
	if small := T(1e-300); small == 0 {
		bits = 32
	}
	f, err := Float(text, bits)
	return T(f), err
}

// Float is AsFloat for a number of bits, 32 or 64, that is known at run time only.
func Float(text string, bits int) (float64, error) {
	text = strings.TrimSpace(text)
	f, err := strconv.ParseFloat(text, bits)
	infinite := f-f != 0 // or no number at all
	switch {
	case err == nil && infinite, err != nil && !infinite, strings.ContainsAny(text, "xX"):
		return 0, &Misfit{"is not a number", "write it in decimal, such as 0.5 or 1e-3"}
	case err != nil:
		top := map[int]string{32: "3.4e38", 64: "1.79e308"}[bits]
		return 0, &Misfit{"is out of range", "it must lie between -" + top + " and " + top}
	}
	return f, nil
}

// AsList converts the words of a text, between white space as Python knows it.
func AsList[T any](item func(string) (T, error)) func(string) ([]T, error) {
	return func(text string) ([]T, error) {
		return items(strings.FieldsFunc(text, isSpace), item)
	}
}

// AsCommas converts what stands between commas, without white space around it;
// empty items do not count.
func AsCommas[T any](item func(string) (T, error)) func(string) ([]T, error) {
	return func(text string) ([]T, error) {
		var words []string
		for _, word := range strings.Split(text, ",") {
			if word = strings.TrimFunc(word, isSpace); word != "" {
				words = append(words, word)
			}
		}
		return items(words, item)
	}
}

// AsSet converts a list to the set of its items, each of which may be there once.
func AsSet[T comparable](list func(string) ([]T, error)) func(string) (map[T]struct{}, error) {
	return func(text string) (map[T]struct{}, error) {
		all, err := list(text)
		if err != nil {
			return nil, err
		}
		set := make(map[T]struct{}, len(all))
		for i, item := range all {
			if _, twice := set[item]; twice {
				return nil, &Misfit{"has the same value twice", "leave out item " + strconv.Itoa(i+1)}
			}
			set[item] = struct{}{}
		}
		return set, nil
	}
}

func items[T any](words []string, item func(string) (T, error)) ([]T, error) {
	var list []T
	for i, word := range words {
		value, err := item(word)
		if err != nil {
			return nil, &Misfit{"is not a list of such values", "item " + strconv.Itoa(i+1) + " " + err.Error()}
		}
		list = append(list, value)
	}
	return list, nil
}

// isSpace reports whether Python's str.split() splits at r.
func isSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }
