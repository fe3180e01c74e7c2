package draft

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/pastegen/pastegen/gen/record"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
)

// Learn makes options of what Python takes, too: those of the signature come
// first, with its defaults, and then what else the section has. It returns what
// is to be said of the function.
func (d *Draft) Learn(told record.Factory, keys []record.Parameter) Python {
	docs := told.KeyDocs()
	var options []Option
	for _, p := range keys {
		o := Option{Key: p.Name, Name: exported(p.Name), Type: "string", Doc: docs[p.Name]}
		i := slices.IndexFunc(d.Options, func(o Option) bool { return o.Key == p.Name })
		if i >= 0 {
			o = d.Options[i]
			o.Doc = docs[p.Name]
			d.Options = slices.Delete(d.Options, i, i+1)
		}
		if o.Name == "" || slices.ContainsFunc(options, func(other Option) bool { return other.Name == o.Name }) {
			continue
		}
		o.learn(p, i >= 0)
		o.Tag = words.Normal(o.Name) != words.Normal(o.Key)
		options = append(options, o)
	}
	d.Options = append(options, slices.DeleteFunc(d.Options, func(o Option) bool {
		return slices.ContainsFunc(options, func(other Option) bool { return other.Name == o.Name })
	})...)
	p := Python{Doc: told.Text(), Signature: told.Signature(), Place: told.File}
	if p.Place != "" && told.Line > 0 {
		p.Place += ":" + strconv.Itoa(told.Line)
	}
	return p
}

// learn takes what a parameter tells of an option, which the section may have
// given a type already.
func (o *Option) learn(p record.Parameter, given bool) {
	if o.App {
		return
	}
	if o.Required = p.Required(); o.Required || p.Default == record.Hidden {
		return
	}
	kind, text, ok := fromPython(p)
	if given && kind != "" {
		kind = common(o.Type, kind, o.Value, text)
	}
	if kind != "" {
		o.Type = kind
	}
	o.Comma = o.Type == "[]string" && strings.Contains(o.Value, ",")
	if ok && converts(o.Type, text) && !strings.ContainsFunc(text, func(r rune) bool { return r == '`' || !strconv.IsPrint(r) }) {
		o.setDefault(text)
	} else if p.Type != "NoneType" {
		o.Python = p.Default
	}
	if !given {
		o.Value = text
	}
}

// setDefault sets a default, unless that is the zero value anyway.
func (o *Option) setDefault(text string) {
	zero := map[string]string{"string": "", "bool": "false", "int": "0", "float64": "0", "[]string": "", "time.Duration": "0s"}
	if z, ok := zero[o.Type]; !ok || text != z {
		o.Default = text
	}
}

// fromPython returns the Go type for a default of Python, and the text that means
// it in an INI file, if there is one. The type is empty for one that says nothing.
func fromPython(p record.Parameter) (kind, text string, ok bool) {
	switch p.Type {
	case "bool":
		return "bool", strings.ToLower(p.Default), true
	case "int":
		return "int", p.Default, isNumber(strings.TrimPrefix(p.Default, "-"))
	case "float":
		isFinite := !strings.Contains(p.Default, "inf") && p.Default != "nan"
		return "float64", strings.TrimSuffix(p.Default, ".0"), isFinite
	case "str":
		text, ok := unquoted(p.Default)
		if !ok || text == "" {
			return "string", "", ok
		}
		return typeOfText(text), text, true
	case "list", "tuple":
		items, ok := texts(p.Default)
		return "[]string", strings.Join(items, " "), ok && !slices.ContainsFunc(items, func(item string) bool { return strings.ContainsAny(item, " \t") || item == "" })
	case "datetime.timedelta":
		d, ok := timedelta(p.Default)
		return "time.Duration", d.String(), ok
	case "pathlib.PosixPath", "pathlib.Path":
		return "string", "", false
	}
	return "", "", false
}

// common is the type that both a value and a default have: a text if they differ.
func common(given, kind, value, text string) string {
	switch {
	case given == kind, given == "string" && kind != "[]string" && value == "":
		return kind
	case kind == "[]string" && given == "string":
		return kind
	case kind == "float64" && given == "int", kind == "int" && given == "float64":
		return "float64"
	case kind == "bool" && (value == "0" || value == "1"):
		return kind
	case text == "" && kind == "string":
		return given // an empty text says no more than that there is none
	case converts(given, text):
		return given
	case converts(kind, value):
		return kind
	}
	return "string"
}

// converts reports whether a text can be a value of a type.
func converts(kind, text string) bool {
	switch kind {
	case "string", "[]string":
		return true
	case "bool":
		return isTruth(text)
	case "int":
		return isNumber(strings.TrimPrefix(text, "-"))
	case "float64":
		_, err := strconv.ParseFloat(text, 64)
		return err == nil
	case "time.Duration":
		_, err := time.ParseDuration(text)
		return err == nil
	case "*url.URL":
		return isURL(text)
	}
	return false
}

// unquoted reads a text as Python's repr writes it, if it has no escapes.
func unquoted(repr string) (string, bool) {
	if len(repr) < 2 || strings.Contains(repr, `\`) {
		return "", false
	}
	quote := repr[0]
	if quote != '\'' && quote != '"' || repr[len(repr)-1] != quote {
		return "", false
	}
	return repr[1 : len(repr)-1], true
}

var textItem = regexp.MustCompile(`^(?:'([^'\\]*)'|"([^"\\]*)")(?:, |,$|$)`)

// texts reads a list or tuple of texts.
func texts(repr string) ([]string, bool) {
	if len(repr) < 2 {
		return nil, false
	}
	var items []string
	for rest := repr[1 : len(repr)-1]; rest != ""; {
		m := textItem.FindStringSubmatch(rest)
		if m == nil {
			return nil, false
		}
		items = append(items, m[1]+m[2])
		rest = rest[len(m[0]):]
	}
	return items, true
}

var timedeltaPart = regexp.MustCompile(`(days|seconds|microseconds)=(-?\d+)`)

// timedelta reads datetime.timedelta(days=1, seconds=30).
func timedelta(repr string) (time.Duration, bool) {
	units := map[string]time.Duration{"days": 24 * time.Hour, "seconds": time.Second, "microseconds": time.Microsecond}
	var sum time.Duration
	for _, m := range timedeltaPart.FindAllStringSubmatch(repr, -1) {
		n, err := strconv.ParseInt(m[2], 10, 32)
		if err != nil {
			return 0, false
		}
		sum += time.Duration(n) * units[m[1]]
	}
	return sum, strings.HasPrefix(repr, "datetime.timedelta(")
}

// typeOfText guesses the type of a text that stands in no file.
func typeOfText(text string) string {
	return typeOf(parse.Setting{Value: parse.Text(text)})
}

// tag is the struct tag of an option; empty if it needs none.
func (o Option) tag() string {
	var more string
	if o.Comma {
		more += ",comma"
	}
	if o.Required {
		more += ",required"
	}
	if o.Default != "" {
		more += ",default=" + o.Default
	}
	key := strings.ReplaceAll(o.Key, "`", "")
	if strings.ContainsAny(o.Key, ",`") {
		more = "" // it cannot be in a tag as it is
	}
	if !o.Tag && more == "" {
		return ""
	}
	return fmt.Sprintf(" `paste:%s`", words.Quote(key+more))
}

// comment says of an option what its tag does not.
func (o Option) comment() string {
	text := o.Doc
	if o.Python != "" {
		text = strings.TrimSpace(text + " In Python it is " + oneLine(o.Python) + " by default.")
	}
	if text == "" {
		return ""
	}
	var b strings.Builder
	for _, line := range wrapped(capitalized(text), 76) {
		b.WriteString("\t// " + printable(line) + "\n")
	}
	return b.String()
}

// capitalized begins a text, which is not empty, with a capital.
func capitalized(text string) string {
	first, n := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[n:]
}

// wrapped breaks a text into lines.
func wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	return append(lines, line)
}
