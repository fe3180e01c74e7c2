package fill

import (
	"context"
	"go/types"
	"slices"
	"sync"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/tell"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// filler binds one node: it decides what its Go object is good for and fills
// the object's parameters.
type filler struct {
	ctx           context.Context // of the go command that a reference may need
	env           *Env
	out           *Outcome
	u             *contract.Types
	j             Job
	object        gopkg.Object
	keys          *keys.Table
	next          *types.Var // takes the wrapped handler; nil if none does
	global, local *types.Var // Paste's own maps; nil if there are none
	missing       []keys.Param
	trial         bool // for Describe: the section has no keys because there is none

	tell     tell.Keys
	refuse   tell.Factory
	factory  factory
	makers   makers
	generics generics
	forms    forms
	places   keys.Places
	options  options
	structs  structs
	maps     maps
	composed composed
	members  members
	sections sections
	refer    references
	share    shared
	reader   reader
	lists    lists
	late     lates
	logs     loggers
	packed   packedFiles
	onDisk   onDisk
	check    checks
}

func newFiller(ctx context.Context, e *Env, j Job, o gopkg.Object) *filler {
	f := &filler{
		ctx: ctx, env: e, out: &Outcome{}, u: e.Types(), j: j, object: o,
		keys: keys.New(j.Node.Context().Local),
	}
	about := &tell.About{
		Pkgs: e.Pkgs, Values: e.Values, Types: f.u, Reads: e.reads,
		Node: j.Node, Factory: j.Factory, Role: j.Role, Object: o, Keys: f.keys, Elsewhere: j.Elsewhere, Report: f.report,
	}
	f.tell, f.refuse = tell.Keys{About: about}, tell.Factory{About: about}
	f.factory, f.makers = factory{f}, makers{f}
	f.generics = generics{f, map[types.Object][]types.Type{}, map[types.Object]*types.Signature{}}
	f.forms = forms{filler: f, known: map[shaped]*shape{}}
	f.options = options{f, map[*types.Var][]option{}}
	f.composed = composed{f}
	f.structs, f.maps, f.members = structs{f}, maps{f}, members{filler: f}
	f.places, f.sections, f.refer = keys.Places{Values: e.Values}, sections{f}, references{f}
	f.lists, f.logs = lists{f}, loggers{f}
	f.share, f.reader, f.late = shared{f, map[types.Object]bound.Arg{}}, reader{f}, lates{f}
	f.check, f.packed, f.onDisk = checks{f}, packedFiles{f}, onDisk{f}
	f.forms.all = f.forms.newShapes()
	return f
}

func (f *filler) report(d diag.Diagnostic) {
	f.out.Failed = f.out.Failed || d.Severity != diag.Warning
	f.out.Problems.Add(d)
}

// miss notes that no key fills a parameter, if one has to.
func (f *filler) miss(p keys.Param) {
	if !p.Optional {
		f.missing = append(f.missing, p)
	}
}

// finish reports keys that nothing took and parameters that nothing filled. A
// misspelt key leaves its parameter unfilled; that is one problem, not two.
func (f *filler) finish() {
	explained := map[string]bool{}
	possible := sync.OnceValue(f.possible)
	var idle, moved []parse.Setting
	for _, s := range f.keys.Settings {
		takers := f.keys.Takers(s)
		switch {
		case len(takers) > 1:
			f.tell.TwoReadings(s, takers)
		case len(takers) == 0 && (f.local != nil || f.keys.Rest || s.Named): // who takes the rest takes it, or the value that has it
		case len(takers) == 0:
			if p, ok := f.keys.Above(s); ok {
				if !explained[words.Normal(p.Key)] {
					f.tell.NothingBelow(s, p)
				}
				explained[words.Normal(p.Key)] = true
				continue
			}
			known := possible()
			near := diag.Nearest(s.Key, known)
			if near != "" {
				explained[words.Normal(near)] = true
			}
			explained[words.Normal(s.Key)] = words.Normal(s.Key) != "" // of a parameter without a name
			f.tell.UnknownKey(s, near, known)
		case takers[0].Tag.Ignored:
			idle = append(idle, s)
		case takers[0].Tag.Address && f.j.Moved:
			moved = append(moved, s)
		default:
			f.tell.CheckDeprecated(s, takers[0])
		}
	}
	f.tell.NoEffect(idle)
	f.tell.Moved(moved)
	for _, p := range f.missing {
		if !explained[words.Normal(p.Key)] {
			f.tell.NothingFills(p)
		}
	}
}

// possible returns the keys that might be in the section, as a user would write
// them: those that something takes in it, and those that it has none of.
func (f *filler) possible() []string {
	all := append(f.keys.Names(), f.members.known...)
	all = append(all, f.env.Try(f.ctx, f.j, f.object).possible.keys.Names()...)
	var out []string
	for _, name := range all {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}
