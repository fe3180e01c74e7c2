package conf

import (
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse/pytext"
	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/templates/secret"
)

// Secrets returns the parts of the value that must not be shown: all of it if
// the key is named like a secret, or it was concealed; what comes from a
// setting that is; and what looks like one.
func (s Setting) Secrets() []secret.Range {
	switch {
	case s.Value == "":
		return nil
	case (s.concealed || secret.Name(s.Key)) && !isPlain(s.Value):
		return []secret.Range{{Start: 0, End: len(s.Value)}}
	}
	return secret.Merge(append(secret.Find(string(s.Value)), s.derived...))
}

// isPlain reports whether a value is no secret though its key is named so: a
// reference, such as "call:apps:Validate" of a key validate_token, or a truth
// value, as of debug_authorization.
func isPlain(t pytext.Text) bool {
	switch strings.ToLower(string(pytext.Strip(t))) {
	case "true", "false", "yes", "no", "on", "off", "none":
		return true
	}
	return IsScheme(Scheme(t))
}

// IsConcealed reports whether it was concealed.
func (s Setting) IsConcealed() bool { return s.concealed }

// Conceal returns the setting as a secret, whatever its key is called: from then on
// it is shown nowhere, nor is its place in the file.
func (s Setting) Conceal() Setting {
	s.concealed = true
	if s.Span.IsValid() && s.LooksSecret() && !onlyVariables(s.Value) {
		s.Span.File.Hide(func() []source.Span { return []source.Span{s.Span} })
	}
	return s
}

// LooksSecret reports whether part of the value must not be shown.
func (s Setting) LooksSecret() bool { return len(s.Secrets()) > 0 }

// Masked returns the value with secret.Mask in place of its secrets. A variable
// by itself stays: the value says where the secret is, not what it is.
func (s Setting) Masked() pytext.Text { return s.MaskedPart(0, len(s.Value)) }

// MaskedPart is Masked for Value[start:end].
func (s Setting) MaskedPart(start, end int) pytext.Text {
	var within []secret.Range
	for _, r := range s.Secrets() {
		r.Start, r.End = max(r.Start, start), min(r.End, end)
		if r.Start < r.End && !onlyVariables(s.Value[r.Start:r.End]) {
			within = append(within, secret.Range{Start: r.Start - start, End: r.End - start})
		}
	}
	return pytext.Text(secret.Replace(string(s.Value[start:end]), within))
}

func onlyVariables(t pytext.Text) bool {
	return !slices.ContainsFunc(t.Segments(), func(s pytext.Segment) bool { return s.Env == "" })
}

// Shown returns the value for people to read, without its secrets.
func (s Setting) Shown() string { return s.Masked().String() }

// SecretParts returns the secrets in a value as written.
func SecretParts(key, raw string) []secret.Range {
	key, isGet := strings.CutPrefix(key, "get ")
	switch {
	case raw == "" || isGet:
		return nil
	case secret.Name(strings.TrimPrefix(key, "set ")) && !isPlain(pytext.Text(raw)):
		return []secret.Range{{Start: 0, End: len(raw)}}
	}
	return secret.Find(raw)
}
