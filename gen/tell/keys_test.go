package tell

import (
	"errors"
	"fmt"
	"go/types"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/gen/contract"
	"github.com/pastegen/pastegen/gen/gopkg"
	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/parts"
	"github.com/pastegen/pastegen/gen/reading"
	"github.com/pastegen/pastegen/gen/tag"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/pytext"
	"github.com/pastegen/pastegen/parse/source"
	"github.com/pastegen/pastegen/templates/setting"
)

// held is a package with objects of many kinds.
const held = `package held

import (
	"net/http"
	"time"
)

// Store keeps things.
type Store interface{ Get(key string) string }

type Options struct {
	// Size is how large
	// it may be.
	Size int
	Name string // what it is called
	// Age counts.
	//
	// Deprecated: use Size.
	Age time.Duration
}

// New makes an app.
// It has options.
func New(size int, app http.Handler, filter func(http.Handler) http.Handler, table map[string]string, store Store, _ bool, timeout time.Duration) http.Handler {
	return nil
}

type Many struct{}

func (Many) First(http.ResponseWriter, *http.Request)   {}
func (*Many) Second(http.ResponseWriter, *http.Request) {}
func (Many) Filter(next http.Handler) http.Handler      { return nil }
func (Many) Run(h http.Handler) error                   { return nil }
func (Many) Number() int                                { return 0 }

func MakeMany() (Many, error) { return Many{}, nil }
func MakeNumber() int         { return 0 }
func MakeTwo() (Many, Many)   { return Many{}, Many{} }
func MakeNothing()            {}

var (
	Number   int
	Handlers *http.ServeMux
)

type Handled struct{}

func (*Handled) ServeHTTP(http.ResponseWriter, *http.Request) {}

type Func func(Many)

// Old is gone.
//
// Deprecated: call New.
func Old() Many { return Many{} }
`

// file has settings, a byte for each place.
var file = source.New("app.ini", strings.Repeat(" ", 100))

// told is what a test tells of, and what was told.
type told struct {
	*About
	all diag.List
}

// about makes what there is to tell of an object of held, in a section with keys.
// An alias stands in front of ":".
func about(t *testing.T, object string, keysThere ...string) *told {
	t.Helper()
	catalog := parts.NewCatalog("example.com", fstest.MapFS{"held/held.go": {Data: []byte(held)}}, []parts.Package{{Name: "held", Files: []string{"held/held.go"}}})
	pkgs := gopkg.NewLoader(gopkg.NewLister(".", nil), ".", ".", "app.ini", nil, catalog)
	pkgs.Load(t.Context(), nil, nil)
	pkg, err := pkgs.Import("example.com/held")
	if err != nil {
		t.Fatal(err)
	}
	alias, name := words.CutLast(object, ":")
	out := &told{About: &About{
		Pkgs: pkgs, Values: value.NewTable(pkgs, catalog, nil), Types: contract.New(pkgs.Type),
		Node: &parse.App{}, Factory: &parse.Factory{Kind: parse.CallFactory, Module: "held", Attr: name, Span: file.Span(90, 95), AttrSpan: file.Span(93, 95)},
		Object: gopkg.Object{Object: pkg.Scope().Lookup(name), Alias: alias}, Keys: keys.New(nil),
	}}
	out.Reads = reading.NewTable(out.Types, pkgs, out.Values)
	out.Report = func(d diag.Diagnostic) { out.all = append(out.all, d) }
	for i, key := range keysThere {
		out.Keys.Add(parse.Setting{Key: key, Value: "x", KeySpan: file.Span(2*i, 2*i+1), Span: file.Span(2*i+1, 2*i+2)})
	}
	return out
}

// param is a parameter of the object, or a field of Options.
func (a *told) param(t *testing.T, name string) keys.Param {
	t.Helper()
	sig := a.Object.Signature()
	for i := range sig.Params().Len() {
		if v := sig.Params().At(i); v.Name() == name {
			return keys.Places{Values: a.Values}.Param(sig, i)
		}
	}
	options, _ := a.Pkgs.Type("example.com/held", "Options").Underlying().(*types.Struct)
	for v := range options.Fields() {
		if v.Name() == name {
			return keys.Param{Var: v, Typ: v.Type(), Key: name, Optional: true}
		}
	}
	t.Fatalf("there is no %s", name)
	return keys.Param{}
}

// shown has what was told, one problem a line: what it is, where, and the hint.
// Related places follow.
func (a *told) shown() string {
	var out []string
	for _, d := range a.all {
		line := fmt.Sprintf("%s %d:%d %s", d.Code.ID, d.Span.Start, d.Span.End, d.Message)
		if d.Severity == diag.Warning {
			line = "warning " + line
		}
		if d.Hint != "" {
			line += " | " + strings.ReplaceAll(d.Hint, "\n", "/")
		}
		if d.Label != "" {
			line += " [" + d.Label + "]"
		}
		for _, r := range d.Related {
			line += fmt.Sprintf(" (%d:%d %s)", r.Span.Start, r.Span.End, r.Note)
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

func (a *told) want(t *testing.T, name, want string) {
	t.Helper()
	if got := a.shown(); got != want {
		t.Errorf("%s:\n got: %s\nwant: %s", name, got, want)
	}
}

// TestSetting: a key is found as it is, before those that have it behind a dot.
func TestSetting(t *testing.T) {
	for _, tt := range []struct {
		there string
		key   string
		want  string // the place of the key
	}{
		{"type", "type", "0"}, {"a type", "Type", "2"}, {"session.type type", "type", "2"}, {"a session.type", "type", "2"},
		{"a.b x.ab", "ab", "0"}, {"type session.type", "type", "0"}, {"session.type", "ession.type", "none"}, {"a", "", "none"}, {"a", "b", "none"},
	} {
		a := about(t, "New", strings.Fields(tt.there)...)
		got := "none"
		if s, ok := (&Keys{a.About}).Setting(tt.key); ok {
			got = fmt.Sprint(s.KeySpan.Start)
		}
		if got != tt.want {
			t.Errorf("%s in %s: %s, want %s", tt.key, tt.there, got, tt.want)
		}
	}
}

// TestInvalid has what options say of themselves.
func TestInvalid(t *testing.T) {
	for name, tt := range map[string]struct {
		role bound.Role
		err  error
		want string
	}{
		"any":         {bound.AppRole, errors.New("it is wrong"), "PG314 90:95 part: it is wrong"},
		"a key":       {bound.AppRole, &setting.Error{Key: "size", Is: "it is wrong", Hint: "mend it"}, "PG314 3:4 it is wrong | mend it"},
		"two keys":    {bound.FilterRole, &setting.Error{Key: "size", Other: "a", Note: "the other", Is: "it is wrong"}, "PG314 2:3 it is wrong (0:1 the other)"},
		"no such":     {bound.FilterRole, &setting.Error{Key: "none", Is: "it is wrong"}, "PG314 90:95 filter part: it is wrong"},
		"other alone": {bound.ServerRole, &setting.Error{Other: "a", Is: "is wrong"}, "PG319 90:95 server part is wrong (0:1 )"},
		"no key":      {bound.ValueRole, fmt.Errorf("%w", &setting.Error{Is: "is wrong"}), "PG314 90:95 resource part is wrong"},
	} {
		a := about(t, "part:New", "a", "size")
		a.Role = tt.role
		(&Keys{a.About}).Invalid(tt.err)
		a.want(t, name, tt.want)
	}
}

// TestIsKnown: what an error says of keys counts if no variable decides it.
func TestIsKnown(t *testing.T) {
	a := about(t, "New", "a", "b")
	a.Keys.Add(parse.Setting{Key: "env", Value: pytext.Env("X")})
	for _, tt := range []struct {
		err  error
		want bool
	}{
		{&setting.Error{Key: "a"}, true}, {&setting.Error{Key: "none"}, true}, {&setting.Error{Key: "env"}, false}, {&setting.Error{}, false},
		{&setting.Error{Key: "a", Other: "b"}, true}, {&setting.Error{Key: "a", Other: "env"}, false}, {&setting.Error{Key: "env", Other: "a"}, false},
		{errors.New("x"), false},
	} {
		if (&Keys{a.About}).IsKnown(tt.err) != tt.want {
			t.Errorf("%+v is known: %v", tt.err, !tt.want)
		}
	}
}

// TestWhat describes parameters.
func TestWhat(t *testing.T) {
	for _, tt := range []struct{ object, name, of, want string }{
		{"New", "size", "", "parameter size (int) of held.New"},
		{"New", "_", "", "parameter _ (bool) of held.New"},
		{"New", "size", "held.WithSize", "parameter size (int) of held.WithSize"},
		{"New", "Size", "", "option Size (int) of held.New"},
		{"part:New", "Size", "", `key "size" (int) of part`},
		{"part:New", "_", "", `parameter _ (bool) of part`},
	} {
		a := about(t, tt.object)
		p := a.param(t, tt.name)
		p.Of = tt.of
		if got := (&Keys{a.About}).What(p); got != tt.want {
			t.Errorf("%s, want %s", got, tt.want)
		}
	}
	a := about(t, "New")
	p := a.param(t, "Size")
	a.Object.Object = a.Pkgs.Type("example.com/held", "Options").(*types.Named).Obj()
	if got := (&Keys{a.About}).What(p); got != "field Size (int) of held.Options" {
		t.Errorf("of a type: %s", got)
	}
	p.Var = types.NewParam(0, nil, "", p.Typ)
	if got := (&Keys{a.About}).What(p); got != "an unnamed parameter (int) of held.Options" {
		t.Errorf("without a name: %s", got)
	}
}

// TestComment: that of a part's begins with the key.
func TestComment(t *testing.T) {
	for _, tt := range []struct{ object, name, want string }{
		{"New", "Size", "Size is how large\nit may be."}, {"part:New", "Size", "size is how large\nit may be."},
		{"New", "Name", "what it is called"}, {"part:New", "Name", "what it is called"},
	} {
		a := about(t, tt.object)
		if got := (&Keys{a.About}).Comment(a.param(t, tt.name)); got != tt.want {
			t.Errorf("%s of %s: %q, want %q", tt.name, tt.object, got, tt.want)
		}
	}
}

// TestUnknownKey: a hint has the keys that there are, unless they are many.
func TestUnknownKey(t *testing.T) {
	for _, tt := range []struct {
		near string
		n    int
		want string
	}{
		{"size", 1, `did you mean "size"?`}, {"", 0, "it takes no keys"}, {"", 1, `it takes "x"`},
		{"", mostNamed, "it takes " + strings.Repeat(`"x", `, mostNamed-2) + `"x" and "x"`},
		{"", mostNamed + 1, "it takes 31 keys, which are shown by: pastegen describe call:held:New"},
	} {
		a := about(t, "New", "sze")
		(&Keys{a.About}).UnknownKey(a.Keys.Settings[0], tt.near, strings.Fields(strings.Repeat("x ", tt.n)))
		a.want(t, "a key", `PG312 0:1 nothing in held.New takes the key "sze" | `+tt.want)
	}
}

// TestNothingFills has hints for parameters of all kinds, and for those whose key is
// in [DEFAULT].
func TestNothingFills(t *testing.T) {
	for name, hint := range map[string]string{
		"size":   "add a key: size = ...",
		"app":    "add a key with the name of an app's section: app = ...",
		"filter": "add a key with the name of a filter's section: filter = ...",
		"table":  `add keys that begin with "table."`,
		"store":  "add a key with the name of a Go object that is or makes a Store: store = PACKAGE:NAME",
		"_":      "the parameter has no name, so no key can: give it one",
	} {
		a := about(t, "New")
		a.Node.Context().Global = []parse.Setting{{Key: "__timeout"}, {Key: "other"}, {Key: ""}}
		p := a.param(t, name)
		(&Keys{a.About}).NothingFills(p)
		a.want(t, name, "PG313 90:95 nothing fills "+(&Keys{a.About}).What(p)+" | "+hint+"/held.New: New makes an app. It has options")
	}
	for _, at := range []source.Span{{}, file.Span(7, 8)} {
		a := about(t, "New")
		a.Node.Context().Global = []parse.Setting{{Key: "Time_Out", KeySpan: at}}
		(&Keys{a.About}).NothingFills(a.param(t, "timeout"))
		want := `PG313 90:95 nothing fills parameter timeout (time.Duration) of held.New | "Time_Out" is in the global configuration, and Paste gives such a key to no section's own, ` +
			`even if the section repeats it; write "get timeout = Time_Out" into the section, which takes it from there/held.New: New makes an app. It has options`
		if at.IsValid() {
			want += ` (7:8 "Time_Out" is set here)`
		}
		a.want(t, "in [DEFAULT]", want)
	}
}

// TestMisread has words that do not become what they should.
func TestMisread(t *testing.T) {
	code := diag.Code{ID: "PG314"}
	related := []diag.Related{{Note: "there"}}
	for name, tt := range map[string]struct {
		object, field string
		m             Misread
		want          string
	}{
		"plain": {"New", "Size", Misread{Misfit: value.Misfit{Is: "is no number", Hint: "write one"}, Typ: types.Typ[types.Int], Code: code},
			`PG314 1:2 "x" is no number | option Size (int) of held.New: write one [needed as int]`},
		"warning": {"New", "Size", Misread{Misfit: value.Misfit{Whole: "x of option Size (int) of held.New is wrong", Hint: "write one"}, Code: code, Severity: diag.Warning, Related: related},
			"warning PG314 1:2 x of option Size (int) of held.New is wrong | write one"},
		"error": {"New", "Size", Misread{Misfit: value.Misfit{Whole: "it is wrong", Hint: "write one"}, Code: code, Related: related},
			"PG314 1:2 it is wrong | option Size (int) of held.New: write one (0:0 there)"},
		"part": {"part:New", "Size", Misread{Misfit: value.Misfit{Is: "is no number", Hint: "write one"}, Code: code},
			`PG314 1:2 "x" is no number | write one/size is how large it may be`},
		"of a part": {"part:New", "Size", Misread{Misfit: value.Misfit{Wrong: &setting.Error{Is: "it is wrong", Hint: "mend it"}}, Code: code},
			"PG314 1:2 it is wrong | mend it"},
		"default": {"New", "Name", Misread{Misfit: value.Misfit{Is: "is no name", Hint: "write one"}, Code: code},
			`PG320 90:95 "x" is no name | option Name (string) of held.New: write one`},
		"default of a part": {"part:New", "Name", Misread{Misfit: value.Misfit{Wrong: &setting.Error{Is: "it is wrong"}}, Code: code},
			"PG314 1:2 it is wrong"},
		"problems": {"New", "Size", Misread{Problems: diag.List{{Message: "one", Span: file.Span(5, 6)}, {Message: "two"}}},
			" 5:6 one\n 1:2 two"},
	} {
		a := about(t, tt.object, "size")
		p := a.param(t, tt.field)
		p.Tag = tag.Tag{HasDefault: true} // which counts for what no key fills
		(&Keys{a.About}).Misread(p, tt.m.Of(a.Keys.Settings[0].Word())...)
		a.want(t, name, tt.want)
	}
	a := about(t, "New")
	hidden := parse.Setting{Key: "password", Value: "hunter-two", Span: file.Span(1, 2)}.Word()
	(&Keys{a.About}).Misread(a.param(t, "Size"), (&Misread{Misfit: value.Misfit{Is: "is no number: hunter", Hint: "not two"}, Code: code}).Of(hidden)...)
	a.want(t, "a secret", "PG314 1:2 what is wrong with it is not shown, since it looks like a secret | what is wrong with it is not shown, since it looks like a secret")
	if all := (*Misread)(nil).Of(parse.Word{}); all != nil || Misfit(nil, nil) != nil {
		t.Errorf("of nothing %v", all)
	}
}

// TestNoEffect has keys that the factory makes nothing of, but for those that have an
// effect elsewhere.
func TestNoEffect(t *testing.T) {
	for _, tt := range []struct{ idle, elsewhere, want string }{
		{"size", "", `warning PG318 0:1 "size" has no effect in Go | Size is how large it may be`},
		{"size name", "", `warning PG318 0:1 "size" and "name" have no effect in Go | Size is how large it may be/what it is called`},
		{"size name", "size", `warning PG318 2:3 "name" has no effect in Go | what it is called`},
		{"size", "size", ""},
		{"", "", ""},
	} {
		a := about(t, "New", strings.Fields(tt.idle)...)
		if tt.elsewhere != "" {
			a.Elsewhere = func(key string) bool { return key == tt.elsewhere }
		}
		a.Keys.Offer(a.param(t, "Size"))
		a.Keys.Offer(a.param(t, "Name"))
		(&Keys{a.About}).NoEffect(a.Keys.Settings)
		a.want(t, tt.idle, tt.want)
	}
}

// TestNoSection says why a parameter can have no section.
func TestNoSection(t *testing.T) {
	for _, tt := range []struct {
		role    bound.Role
		section *ini.Section
		want    string
	}{
		{bound.ServerRole, nil, "takes a section, but a server may refer to none | it serves the app that it is given"},
		{bound.ValueRole, nil, "takes a section, but a resource may refer to none | resources are made before all sections that take them"},
		{bound.AppRole, nil, "takes a section, but what a URI names may refer to none | write a section that uses the URI, and name that"},
		{bound.AppRole, &ini.Section{}, `loads sections by name, which only a composite may do | make the section a [composite:...], with "use = call:" or "paste.composite_factory ="`},
	} {
		a := about(t, "New")
		a.Role = tt.role
		a.Node.Context().Section = tt.section
		a.Report((&Keys{a.About}).NoSection(a.param(t, "size")))
		a.want(t, "a section", "PG321 0:0 parameter size (int) of held.New "+tt.want)
	}
}

// TestDeprecated warns of what comments call deprecated.
func TestDeprecated(t *testing.T) {
	a := about(t, "New", "age", "size")
	age := a.param(t, "Age")
	(&Keys{a.About}).CheckDeprecated(a.Keys.Settings[0], age)
	(&Keys{a.About}).CheckDeprecated(a.Keys.Settings[1], a.param(t, "Size"))
	age.Of = "held.WithAge"
	(&Keys{a.About}).CheckDeprecated(a.Keys.Settings[0], age)
	a.want(t, "a field", "warning PG317 0:1 option Age (time.Duration) of held.New is deprecated: use Size\n"+
		"warning PG317 0:1 option Age (time.Duration) of held.WithAge is deprecated: use Size")
}

// TestTwoKeys has keys of which one must go.
func TestTwoKeys(t *testing.T) {
	a := about(t, "New", "a", "A", "table.x", "tableau")
	k := &Keys{a.About}
	k.SameKey(a.param(t, "size"), a.Keys.Settings)
	k.SameEntry(a.param(t, "table"), a.Keys.Settings[0], a.Keys.Settings[1])
	k.TwoReadings(a.Keys.Settings[0], []keys.Param{a.param(t, "size"), a.param(t, "store")})
	size := a.param(t, "size")
	size.Also = []string{"outer.Size"}
	k.TwoReadings(a.Keys.Settings[0], []keys.Param{size, size})
	size.Also[0] = "size"
	k.TwoReadings(a.Keys.Settings[0], []keys.Param{size, size})
	k.CheckMapKeys(a.param(t, "table").Var)
	k.Moved(a.Keys.Settings[:2])
	a.want(t, "keys", `PG315 2:3 keys "a" and "A" both mean parameter size (int) of held.New | case, "_", "-" and "." do not matter in keys; keep one of them (0:1 the other one)
PG315 2:3 keys "a" and "A" write the name of one entry of parameter table (map[string]string) of held.New in two ways | write it alike in all keys of the entry; entries need names that differ in more than case, "_" and "-" (0:1 the other one)
PG315 0:1 key "a" may mean parameter size (int) of held.New or parameter store (Store) of held.New | give the parameters names that differ in more than case and "_"
PG315 0:1 key "a" may mean parameter size (int) of held.New or parameter size (int) of held.New | write outer.size or outer.size
PG315 0:1 key "a" may mean parameter size (int) of held.New or parameter size (int) of held.New | give the parameters names that differ in more than case and "_"
PG315 4:5 key "table.x" may be an entry of table, or one of Paste's local configuration | two maps of strings are Paste's global and local configuration; name them so, or take a struct with the maps as fields
warning PG318 0:1 "a" has no effect: the program listens where "serve" in [pastegen] says | leave out one of them
warning PG318 2:3 "A" has no effect: the program listens where "serve" in [pastegen] says | leave out one of them`)
}

// TestCheckTag has words of tags that mean nothing.
func TestCheckTag(t *testing.T) {
	a := about(t, "New")
	for name, of := range map[string]tag.Tag{"size": {}, "table": {Remain: true}} {
		p := a.param(t, name)
		p.Tag = of
		(&Keys{a.About}).CheckTag(p)
	}
	a.want(t, "nothing is wrong", "")
	p := a.param(t, "Size")
	p.Tag.Remain = true
	(&Keys{a.About}).CheckTag(p)
	p.Tag.Unknown = "secrets"
	(&Keys{a.About}).CheckTag(p)
	a.want(t, "tags", `PG320 90:95 paste tag "remain" on option Size (int) of held.New, which is no map that keys fill | `+tagHint+`
PG320 90:95 unknown word "secrets" in the paste tag of option Size (int) of held.New | `+tagHint)
}

// TestUnsupported: a field's is told where its first key is.
func TestUnsupported(t *testing.T) {
	for _, tt := range []struct{ keys, name, want string }{
		{"size", "size", "PG316 90:95 parameter size"}, {"size", "Size", "PG316 0:1 option Size"}, {"a size.b", "Size", "PG316 2:3 option Size"}, {"a", "Size", "PG316 90:95 option Size"},
	} {
		a := about(t, "New", strings.Fields(tt.keys)...)
		(&Keys{a.About}).Unsupported(a.param(t, tt.name))
		a.want(t, tt.keys, tt.want+" (int) of held.New is of a type that no key can fill | write a function that takes strings, numbers or durations and calls this one")
	}
}
