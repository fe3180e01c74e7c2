package plan

import (
	"github.com/pastegen/pastegen/gen/bind"
)

// walkStep calls visit for each argument of a step and each part of one, and
// for what its function is a member of.
func walkStep(s Step, visit func(bind.Arg)) {
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

func walkCall(c *bind.Call, visit func(bind.Arg)) {
	if c.Func.Of != nil {
		walkArg(c.Func.Of, visit)
	}
	for _, a := range c.Args {
		walkArg(a, visit)
	}
}

func walkArg(a bind.Arg, visit func(bind.Arg)) {
	visit(a)
	switch a := a.(type) {
	case bind.Struct:
		for _, f := range a.Fields {
			walkArg(f.Value, visit)
		}
	case bind.Slice:
		for _, item := range a.Items {
			walkArg(item, visit)
		}
	case bind.Map:
		for _, e := range a.Entries {
			walkArg(e.Value, visit)
		}
	case bind.Object:
		if a.Func.Of != nil {
			walkArg(a.Func.Of, visit)
		}
	case bind.New:
		walkCall(a.Call, visit)
	}
}
