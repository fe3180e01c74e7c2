package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/parse"
)

// recipe is the arguments that make a program what it is: its go:generate line
// has them.
type recipe struct {
	globals globals // k=v words after the INI file
	set     globals // the same, from --set
	serve   wordList
	apps    []string
	server  string
	pkg     string
	python  string // the interpreter of what is not Go, from the INI file's folder
}

// given reports whether there are any arguments.
func (w recipe) given() bool { return len(w.args()) > 0 }

// without returns the recipe without the launcher globals of these names.
func (w recipe) without(names []string) recipe {
	named := func(kv parse.KeyValue) bool { return slices.Contains(names, kv.Key) }
	w.globals = slices.DeleteFunc(slices.Clone(w.globals), named)
	w.set = slices.DeleteFunc(slices.Clone(w.set), named)
	return w
}

// args returns the arguments.
func (w recipe) args() []string {
	var args []string
	for _, kv := range w.globals {
		if !strings.HasPrefix(kv.Key, "-") { // it would be a flag
			args = append(args, kv.Key+"="+kv.Value)
		}
	}
	for _, kv := range slices.Concat(w.globals, w.set) {
		if word := kv.Key + "=" + kv.Value; !slices.Contains(args, word) {
			args = append(args, "--set", word)
		}
	}
	for _, word := range w.serve {
		args = append(args, "--serve", word)
	}
	for _, name := range w.apps {
		args = append(args, "--app", name)
	}
	if w.server != "" {
		args = append(args, "--server-name", w.server)
	}
	if w.pkg != "" {
		args = append(args, "--package", w.pkg)
	}
	if w.python != "" {
		args = append(args, "--python", w.python)
	}
	return args
}

// globals is a flag that collects NAME=VALUE.
type globals []parse.KeyValue

func (g *globals) Set(word string) error {
	key, value, ok := strings.Cut(word, "=")
	if !ok || key == "" {
		return fmt.Errorf("not of the form NAME=VALUE")
	}
	*g = append(*g, parse.KeyValue{Key: key, Value: value})
	return nil
}

func (g *globals) String() string { return "" }
func (g *globals) Type() string   { return "NAME=VALUE" }

// wordList is a flag that collects words, several of which may come at once.
type wordList []string

func (w *wordList) Set(text string) error {
	*w = append(*w, strings.Fields(text)...)
	return nil
}

func (w *wordList) String() string { return "" }
func (w *wordList) Type() string   { return "APP=ADDRESS" }
