package python

import (
	"strings"

	"github.com/pastegen/pastegen/gen/record"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// Question returns what there is to ask Python of a node that stays there; ok is
// false if its section does not say what makes it, or names what can only be Go.
func Question(n parse.Node) (q record.Question, ok bool) {
	f := parse.FactoryOf(n)
	q = record.Question{Kind: record.App}
	switch _, isFilter := n.(*parse.Filter); {
	case IsCallable(f):
		q = record.Question{Use: application(n.Context()), Kind: record.Application}
		if !applicationName.MatchString(q.Use) { // Check says so
			return q, false
		}
	case isFilter:
		q.Kind = record.Filter
		fallthrough
	default:
		q.Use = use(f)
	}
	return q, q.Use != "" && CanStay(f)
}

// Told returns what is known of the factory of a node that stays in Python.
func (r *Rules) Told(n parse.Node) (record.Factory, bool) {
	q, ok := Question(n)
	if r == nil || !ok {
		return record.Factory{}, false
	}
	return r.Known.Factory(q)
}

// Protocol is how the factory of a node is called.
func Protocol(n parse.Node, told record.Factory) string {
	if f := parse.FactoryOf(n); f.Kind == parse.EggFactory && told.Protocol != "" {
		return told.Protocol
	}
	return n.Context().Protocol
}

// IsComposite reports whether a factory of Python is known to ask for other
// sections.
func (r *Rules) IsComposite(n parse.Node) bool {
	told, ok := r.Told(n)
	return ok && IsComposite(n, told)
}

// IsComposite reports whether a factory asks for other sections, by what was told.
func IsComposite(n parse.Node, told record.Factory) bool {
	return strings.HasPrefix(Protocol(n, told), "paste.composit")
}

// Mismatches reports what is known to be wrong with the factory of a node that
// stays in Python, or with its keys. What Python has told some time ago may be
// true no more: then they are warnings.
func (r *Rules) Mismatches(n parse.Node) diag.List {
	q, ok := Question(n)
	if r == nil || !ok {
		return nil
	}
	if f, failed := r.Known.Failure(q); failed {
		d := failure(n, f, r.Program)
		if len(r.Init) == 0 {
			d.Hint = strings.TrimPrefix(d.Hint+initHint(f), "\n")
		}
		if r.Known.Mild {
			d.Severity = diag.Warning
		}
		return diag.List{d}
	}
	told, known := r.Known.Factory(q)
	if !known || told.Opaque {
		return nil
	}
	c := newCall(n, told)
	problems := c.problems()
	for i := range problems {
		if !r.Known.Fresh || r.Known.Mild || told.Wrapped {
			problems[i].Severity = diag.Warning
		}
		if !r.Known.Fresh {
			problems[i].Hint = strings.TrimPrefix(problems[i].Hint+"\nif the Python has changed, \"pastegen check --python\" asks it again", "\n")
		}
	}
	return problems
}
