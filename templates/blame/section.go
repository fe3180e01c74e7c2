package blame

import (
	"iter"
	"strings"
)

// Section returns the section whose code runs, as far as the stack of a goroutine
// tells it: the innermost one. It is empty if the stack is of no section, or nobody
// knows.
func Section(stack string, section func(function string) string) string {
	if section == nil {
		return ""
	}
	for function := range functions(stack) {
		if at := sectionAt(function, section); at != "" {
			return at
		}
	}
	return ""
}

// functions are those of a stack, the innermost first: of one that has panicked,
// those that have led to it.
func functions(stack string) iter.Seq[string] {
	if panicked := strings.LastIndex(stack, "\npanic("); panicked >= 0 {
		stack = stack[panicked+1:]
	}
	return func(yield func(string) bool) {
		for line := range strings.Lines(stack) {
			end := strings.LastIndexByte(line, '(')
			if end < 0 || line[0] == '\t' || strings.HasPrefix(line, "created by ") {
				continue
			}
			if !yield(strings.ReplaceAll(line[:end], "[...]", "")) {
				return
			}
		}
	}
}

// sectionAt returns the section that a function belongs to: by what makes it in
// package main, where several functions may have become one and the last of their
// names counts; or by the function, the type or the package that the section
// names.
func sectionAt(function string, section func(string) string) string {
	if names, ok := strings.CutPrefix(function, "main."); ok {
		found := ""
		for name := range strings.SplitSeq(names, ".") {
			if at := section(name); at != "" {
				found = at
			}
		}
		return found
	}
	for {
		if at := section(function); at != "" {
			return at
		}
		dot := strings.LastIndexByte(function, '.')
		if dot < 0 || dot < strings.LastIndexByte(function, '/') {
			return ""
		}
		function = function[:dot]
	}
}
