package plan

import (
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// KeyPlace is a key with its place.
type KeyPlace struct {
	Key   string
	Where *Place
}

// lateKeys finds the keys of a section whose values are known only at the start.
// The others were looked at before there was a program.
type lateKeys struct {
	calls
	f       *Func
	section *parse.Common
}

// of returns those that an error of a call may name: of a built-in part, whose
// errors do.
func (k lateKeys) of(call *bound.Call) []KeyPlace {
	if call.Func.Pkg == nil {
		return nil
	}
	part, ok := strings.CutPrefix(call.Func.Pkg.Path(), k.in.Base+"/")
	if !ok || !k.in.NamesKeys(part) {
		return nil
	}
	used := variablesOf(call)
	var keys []KeyPlace
	for _, s := range slices.Concat(k.section.Local, k.section.Global) {
		again := slices.ContainsFunc(keys, func(k KeyPlace) bool { return k.Key == s.Key })
		if !again && slices.ContainsFunc(s.Value.Variables(), func(name string) bool { return used[name] }) {
			keys = append(keys, KeyPlace{s.Key, k.settingUse(k.f, s)})
		}
	}
	return keys
}

// variablesOf are the variables that the arguments of a call depend on.
func variablesOf(call *bound.Call) map[string]bool {
	used := map[string]bool{}
	call.Walk(func(a bound.Arg) {
		facts := factsOf(a)
		if facts.late != nil {
			facts.texts = append(facts.texts, facts.late.Setting.Value)
		}
		for _, t := range facts.texts {
			for _, name := range t.Variables() {
				used[name] = true
			}
		}
	})
	return used
}

// namesKeys reports whether a step's error may name a key.
func namesKeys(s Step) bool {
	m, ok := s.(Make)
	return ok && len(m.Keys) > 0
}
