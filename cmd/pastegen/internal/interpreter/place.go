package interpreter

import (
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/gen/record"
	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/templates/secret"
)

// factory is what was found, with its place here, and without secrets.
func (p Python) factory(f found) record.Factory {
	out := f.Factory
	out.Place = p.span(f.Path, f.Line)
	out.Doc = secret.Redact(out.Doc)
	for i := range out.Parameters {
		out.Parameters[i].Default = shown(out.Parameters[i])
	}
	return out
}

// shown is the default of a parameter as it may be shown.
func shown(p record.Parameter) string {
	isText := p.Type == "str" || p.Type == "bytes"
	if isText && len(strings.Trim(p.Default, `b'"`)) > 0 && secret.Name(p.Name) {
		return record.Hidden
	}
	return secret.Redact(p.Default)
}

func (p Python) failure(f failed) record.Failure {
	out := f.Failure
	out.Text = secret.Redact(out.Text)
	out.Place = p.span(f.Path, f.Line)
	return out
}

// span is a line of a file; invalid if there is none.
func (p Python) span(path string, line int) source.Span {
	text, err := os.ReadFile(path)
	if err != nil || line < 1 {
		return source.Span{}
	}
	lines := strings.SplitAfter(string(text), "\n")
	if line > len(lines) {
		return source.Span{}
	}
	if p.Show != nil {
		path = p.Show(path)
	}
	start := len(strings.Join(lines[:line-1], ""))
	shown := strings.TrimSpace(lines[line-1])
	start += strings.Index(lines[line-1], shown)
	return source.New(path, string(text)).Span(start, start+len(shown))
}

// frame is a line of a stack that faulthandler writes, the innermost one first.
var frame = regexp.MustCompile(`(?m)^  File "([^"\n]+)", line (\d+)`)

// where returns the innermost place of the site in a stack, or else the
// innermost one at all.
func (p Python) where(printed string) source.Span {
	var first source.Span
	for _, m := range frame.FindAllStringSubmatch(printed, -1) {
		line, err := strconv.Atoi(m[2])
		if err != nil || strings.HasPrefix(m[1], "<") {
			continue
		}
		at := p.span(m[1], line)
		if len(p.Path) > 0 && strings.HasPrefix(m[1], p.Path[0]+string(os.PathSeparator)) && at.IsValid() {
			return at
		}
		if !first.IsValid() {
			first = at
		}
	}
	return first
}
