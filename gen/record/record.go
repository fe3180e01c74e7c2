// Package record holds what is known of the factories of Python that a file
// names: which arguments they take, and what they say of themselves. Somebody
// asks an interpreter for it, at times; a file beside the program keeps it, so
// that nobody else needs one.
package record

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/pastegen/pastegen/parse/source"
)

// Name is the name of the file, from the folder of main.go.
const Name = "internal/paste/python.json"

// Kind is what a factory is asked for.
type Kind string

// The kinds.
const (
	App         Kind = "app" // a composite, too
	Filter      Kind = "filter"
	Application Kind = "application" // a WSGI application itself, or with "()" behind it what makes one
)

// Question names a factory of Python.
type Question struct {
	Use  string `json:"use"` // "egg:Distribution#name" or "module:name"
	Kind Kind   `json:"kind"`
}

// Factory is what is known of one.
type Factory struct {
	Question
	Protocol string `json:"protocol,omitempty"` // the group of an egg's entry point: "paste.app_factory"
	Name     string `json:"name,omitempty"`     // as Python calls it: "make_filter"
	Doc      string `json:"doc,omitempty"`
	File     string `json:"file,omitempty"` // where it is defined, from a folder of sys.path: "myapp/auth.py"
	Line     int    `json:"line,omitempty"` // 0 where that is not known: the file does not keep it
	// Opaque: it has no signature that Python knows, so that it may take anything.
	Opaque bool `json:"opaque,omitempty"`
	// Wrapped: a decorator is around it, which may add arguments.
	Wrapped    bool        `json:"wrapped,omitempty"`
	Parameters []Parameter `json:"parameters,omitempty"`

	Place source.Span `json:"-"` // of its definition; invalid if that is not known
}

// Parameter is one of a factory's.
type Parameter struct {
	Name string `json:"name"`
	Form Form   `json:"form,omitempty"`
	// Default is its default as Python writes it, and Type the name of that's
	// type: "30" and "int". Type is empty if it has none. What the default of a
	// secret is nobody is told.
	Default string `json:"default,omitempty"`
	Type    string `json:"type,omitempty"`
	// Annotation is the type that the source says, as it says it; empty for none.
	Annotation string `json:"annotation,omitempty"`
}

// Form says how a parameter is passed.
type Form string

// The forms.
const (
	ByAny      Form = ""      // by place or name
	ByPlace    Form = "place" // before a "/"
	ByName     Form = "name"  // behind a "*"
	MorePlaces Form = "*"     // *args
	MoreNames  Form = "**"    // **kw
)

// Hidden takes the place of a default that is a secret.
const Hidden = "(a secret)"

// Required reports whether a parameter must be passed.
func (p Parameter) Required() bool {
	return p.Type == "" && p.Form != MorePlaces && p.Form != MoreNames
}

// Failure is what is wrong with a factory.
type Failure struct {
	Question
	Reason  Reason      `json:"reason"`
	Text    string      `json:"text"`    // what Python says: "ModuleNotFoundError: No module named 'x'"
	Missing string      `json:"missing"` // the module that is not there; empty for other reasons
	Names   []string    `json:"names"`   // those that there are instead
	Place   source.Span `json:"-"`       // where it happens; may be invalid
}

// Reason says why a factory cannot be used.
type Reason string

// The reasons.
const (
	NoImport       Reason = "import"       // its module cannot be imported
	NoAttribute    Reason = "attribute"    // the module lacks the name
	NoDistribution Reason = "distribution" // it is not installed
	NoEntry        Reason = "entry"        // the distribution has no such entry point
	NoCallable     Reason = "callable"     // it cannot be called
	Ended          Reason = "ended"        // importing it ends the interpreter
	Stuck          Reason = "stuck"        // importing it takes too long
)

// Record is what is known of the factories of one file. A nil *Record is that
// nothing is.
type Record struct {
	Factories []Factory // sorted by their questions
	Failures  []Failure // found just now: no file keeps them
	Fresh     bool      // Python was asked just now
	Mild      bool      // what is wrong is a warning all the same: the program can be made
}

// Factory returns what is known of a factory.
func (r *Record) Factory(q Question) (f Factory, ok bool) {
	if r == nil {
		return f, false
	}
	i := slices.IndexFunc(r.Factories, func(f Factory) bool { return f.Question == q })
	if i < 0 {
		return f, false
	}
	return r.Factories[i], true
}

// Failure returns what is wrong with a factory.
func (r *Record) Failure(q Question) (f Failure, ok bool) {
	if r == nil {
		return f, false
	}
	i := slices.IndexFunc(r.Failures, func(f Failure) bool { return f.Question == q })
	if i < 0 {
		return f, false
	}
	return r.Failures[i], true
}

// Only returns what is known of some factories.
func (r *Record) Only(questions []Question) *Record {
	if r == nil {
		return nil
	}
	out := &Record{Fresh: r.Fresh, Mild: r.Mild}
	for _, f := range r.Factories {
		if slices.Contains(questions, f.Question) {
			out.Factories = append(out.Factories, f)
		}
	}
	for _, f := range r.Failures {
		if slices.Contains(questions, f.Question) {
			out.Failures = append(out.Failures, f)
		}
	}
	return out
}

// With returns the record with what another one knows, which counts where both
// know of a factory.
func (r *Record) With(newer *Record) *Record {
	out := &Record{}
	for _, each := range []*Record{newer, r} {
		if each == nil {
			continue
		}
		for _, f := range each.Factories {
			if _, known := out.Factory(f.Question); !known {
				out.Factories = append(out.Factories, f)
			}
		}
		out.Failures, out.Fresh = append(out.Failures, each.Failures...), out.Fresh || each.Fresh
		out.Mild = out.Mild || each.Mild
	}
	out.sort()
	return out
}

func (r *Record) sort() {
	slices.SortFunc(r.Factories, func(a, b Factory) int { return compare(a.Question, b.Question) })
}

// Sort sorts questions, each of which is there once then.
func Sort(all []Question) []Question {
	all = slices.SortedFunc(slices.Values(all), compare)
	return slices.Compact(all)
}

func compare(a, b Question) int {
	return cmp.Or(cmp.Compare(a.Use, b.Use), cmp.Compare(a.Kind, b.Kind))
}

// file is the text of the file.
type file struct {
	About     string    `json:"about"`
	Factories []Factory `json:"factories"`
}

const about = `What the factories of Python take, as "pastegen check --python" was told.`

// Encode returns the text of the file; it is empty if nothing is known. It has
// neither places of a machine nor what changes with each line of the source.
func (r *Record) Encode() []byte {
	if r == nil || len(r.Factories) == 0 {
		return nil
	}
	out := file{about, slices.Clone(r.Factories)}
	for i := range out.Factories {
		out.Factories[i].Line = 0
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	if err := enc.Encode(out); err != nil {
		panic(fmt.Sprintf("record: %v", err)) // it is all text
	}
	return b.Bytes()
}

// Decode reads a file.
func Decode(text []byte) (*Record, error) {
	var in file
	if err := json.Unmarshal(text, &in); err != nil {
		return nil, fmt.Errorf("%s: %w", Name, err)
	}
	r := &Record{Factories: in.Factories}
	r.sort()
	return r, nil
}
