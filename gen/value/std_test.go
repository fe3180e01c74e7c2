package value

import (
	"fmt"
	"go/constant"
	"go/types"
	"net/url"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen/bound"
	"github.com/pastegen/pastegen/parse"
)

// TestToURL has texts with the URL that Go reads from them: its literal has all
// that is not zero.
func TestToURL(t *testing.T) {
	for _, text := range []string{
		"http://h/x", "http://h/?", "http://h/a%2Fb?q=1#f%2Fg", "mailto:joe@h", "//h", "/x", "x:///", "http:", "http://joe@h", "http://joe:pw@h/",
	} {
		want, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		a, bad := toURL(nil, Input{Type: types.NewPointer(types.Typ[types.Int]), Text: parse.Text(text)})
		if bad != nil {
			t.Errorf("%s: %+v", text, bad)
			continue
		}
		var got []string
		for _, f := range a.(bound.Struct).Fields {
			got = append(got, f.Name+"="+shownField(f.Value))
		}
		if got := strings.Join(got, " "); got != fieldsOf(want) {
			t.Errorf("%s has %s, want %s", text, got, fieldsOf(want))
		}
	}
}

func shownField(a bound.Arg) string {
	switch a := a.(type) {
	case bound.Text:
		return string(a.Value)
	case bound.Const:
		return fmt.Sprint(constant.BoolVal(a.Value))
	case bound.New:
		var args []string
		for _, arg := range a.Call.Args {
			args = append(args, shownField(arg))
		}
		return strings.Join(args, ":")
	}
	return fmt.Sprintf("%T", a)
}

// fieldsOf shows the fields of a URL that are not zero.
func fieldsOf(u *url.URL) string {
	var out []string
	add := func(name, value string) {
		if value != "" && value != "false" {
			out = append(out, name+"="+value)
		}
	}
	add("Scheme", u.Scheme)
	add("Opaque", u.Opaque)
	if u.User != nil {
		add("User", u.User.String())
	}
	add("Host", u.Host)
	add("Path", u.Path)
	add("RawPath", u.RawPath)
	add("ForceQuery", fmt.Sprint(u.ForceQuery))
	add("RawQuery", u.RawQuery)
	add("Fragment", u.Fragment)
	add("RawFragment", u.RawFragment)
	add("OmitHost", fmt.Sprint(u.OmitHost))
	return strings.Join(out, " ")
}

// TestStdValues: what is a variable of the standard library stands as it is.
func TestStdValues(t *testing.T) {
	for text, convert := range map[string]func(*Table, Input) (bound.Arg, *Misfit){"UTC": toLocation, "Local": toLocation, "stdout": toWriter, "stderr": toWriter} {
		a, bad := convert(nil, Input{Text: parse.Text(text)})
		if o, ok := a.(bound.Object); bad != nil || !ok || !o.Func.Value || !strings.EqualFold(o.Func.Name, text) {
			t.Errorf("%s is %+v, %+v", text, a, bad)
		}
	}
}

// TestUnknownConstant: a hint lists twenty names and no more.
func TestUnknownConstant(t *testing.T) {
	var names []string
	for i := range 21 {
		names = append(names, fmt.Sprint("name", i))
	}
	for n, want := range map[int]string{1: `it is one of "name0"`, 20: `"name18" or "name19"`, 21: `"name18" and "name19", and more`} {
		if got := unknownConstant(names[:n], "x"); !strings.HasSuffix(got, want) {
			t.Errorf("of %d: %s, want %s", n, got, want)
		}
	}
	if got := unknownConstant(names, "nam0"); got != `did you mean "name0"?` {
		t.Error(got)
	}
}
