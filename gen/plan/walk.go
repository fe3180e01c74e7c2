package plan

import (
	"github.com/pastegen/pastegen/gen/bound"
)

// walkStep calls visit for each argument of a step and each part of one, and
// for what its function is a member of.
func walkStep(s Step, visit func(bound.Arg)) {
	switch s := s.(type) {
	case Make:
		walkCall(s.Call, visit)
		for _, set := range s.Sets {
			walkArg(set.Value, visit)
		}
	case Keep:
		walkArg(s.Value, visit)
	}
}

func walkCall(c *bound.Call, visit func(bound.Arg)) {
	if c.Func.Of != nil {
		walkArg(c.Func.Of, visit)
	}
	for _, a := range c.Args {
		walkArg(a, visit)
	}
}

func walkArg(a bound.Arg, visit func(bound.Arg)) {
	visit(a)
	switch a := a.(type) {
	case bound.Struct:
		for _, f := range a.Fields {
			walkArg(f.Value, visit)
		}
	case bound.Slice:
		for _, item := range a.Items {
			walkArg(item, visit)
		}
	case bound.Map:
		for _, e := range a.Entries {
			walkArg(e.Value, visit)
		}
	case bound.Object:
		if a.Func.Of != nil {
			walkArg(a.Func.Of, visit)
		}
	case bound.New:
		walkCall(a.Call, visit)
	}
}
