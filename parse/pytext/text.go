// Package pytext has the texts that Python handles for Paste Deploy: values of a
// configuration of which some parts are known only when the server runs, what
// Python's str and os.path do to them, and how it quotes them.
package pytext

import (
	"path/filepath"
	"strings"
)

// Text is a configuration value after interpolation. Some parts of it are not
// known before the server runs: the folder of the file that was named on the
// command line, Paste's %(here)s, and the variables of [pastegen:env]. Bytes
// that no UTF-8 text has stand for them. String operations keep them intact
// unless they cut the name of a variable in two, which has letters, digits and
// "_" only. Segments and what is built on it is all that looks at them.
type Text string

// HereMark is the byte in a Text that stands for the folder of the entry file.
const HereMark = "\xff"

// envMark is the byte in front of the name of a variable, and behind it.
const envMark = "\xfe"

// Env is the text that stands for a variable.
func Env(name string) Text { return Text(envMark + name + envMark) }

// Segment is a piece of a Text: just one of the fields is set.
type Segment struct {
	Here    bool   // the folder of the entry file
	Env     string // the variable of [pastegen:env] of that name
	Literal string
}

// Segments returns the pieces of the text in order, no literal empty, none for
// an empty text.
func (t Text) Segments() []Segment {
	var out []Segment
	literal := func(s string) {
		if s != "" {
			out = append(out, Segment{Literal: s})
		}
	}
	for i, part := range strings.Split(string(t), envMark) {
		if i%2 == 1 {
			out = append(out, Segment{Env: part})
			continue
		}
		for j, s := range strings.Split(part, HereMark) {
			if j > 0 {
				out = append(out, Segment{Here: true})
			}
			literal(s)
		}
	}
	return out
}

// IsConst reports whether the text is the same wherever the server runs.
func (t Text) IsConst() bool { return !t.UsesHere() && !t.UsesEnv() }

// UsesHere reports whether the text depends on the folder of the entry file.
func (t Text) UsesHere() bool { return strings.Contains(string(t), HereMark) }

// Where returns the text with a folder, which is that of the entry file, in place
// of HereMark.
func (t Text) Where(folder string) string {
	return strings.ReplaceAll(string(t), HereMark, filepath.ToSlash(folder))
}

func (t Text) UsesEnv() bool { return strings.Contains(string(t), envMark) }

// Variables returns the names of the variables in the text, each once, in the
// order of their first appearance.
func (t Text) Variables() []string {
	if !t.UsesEnv() {
		return nil
	}
	var names []string
	seen := map[string]bool{}
	for _, s := range t.Segments() {
		if s.Env != "" && !seen[s.Env] {
			seen[s.Env] = true
			names = append(names, s.Env)
		}
	}
	return names
}

// String returns the text with $HERE for the folder of the entry file and
// ${NAME} for a variable.
func (t Text) String() string {
	if t.IsConst() {
		return string(t)
	}
	var b strings.Builder
	for _, s := range t.Segments() {
		switch {
		case s.Here:
			b.WriteString("$HERE")
		case s.Env != "":
			b.WriteString("${" + s.Env + "}")
		default:
			b.WriteString(s.Literal)
		}
	}
	return b.String()
}
