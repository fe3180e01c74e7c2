package program

import (
	"strings"
	"testing"

	"github.com/dave/jennifer/jen"

	"github.com/pastegen/pastegen/gen/plan"
)

// TestFiles: a program has a main function, a library has not.
func TestFiles(t *testing.T) {
	for pkg, want := range map[string]string{"main": plan.WiringFile, "site": ""} {
		files, err := Files(&plan.Program{Package: pkg, Config: &plan.Config{}, Base: "example.com/paste"})
		if err != nil {
			t.Fatal(err)
		}
		var got string
		for _, f := range files {
			if got += f.Name; !strings.Contains(string(f.Content), "\nfunc main() {") {
				t.Errorf("package %s: there is no main function in\n%s", pkg, f.Content)
			}
		}
		if got != want {
			t.Errorf("package %s has %q, want %q", pkg, got, want)
		}
	}
}

// TestMain has what main functions hand to package serve: of the program, and of
// each app.
func TestMain(t *testing.T) {
	function := func(name string, form plan.Form, resources bool) *plan.Func {
		return &plan.Func{Name: name, Form: form, Needs: plan.Needs{Resources: resources}}
	}
	plain := plan.Entry{Name: "main", Builder: "newMain"}
	for _, tt := range []struct {
		name string
		p    plan.Program
		want string
	}{
		{"nothing", plan.Program{Entries: []plan.Entry{plain}}, `serve.Program{Config: places.Config, Section: places.Section, Apps: []serve.App{{Name: "main", Build: newMain}}}`},
		{"everything", plan.Program{
			Runtime: []string{"places", plan.PkgPython}, Environ: &plan.Environ{}, Logging: function("logging", 0, false),
			Resources: &plan.Resources{},
		}, `serve.Program{Config: places.Config, Section: places.Section, Python: true, Variables: places.Variables, Logging: logging, Apps: []serve.App{}}`},
		{"addresses", plan.Program{Entries: []plan.Entry{{Name: "main", Builder: "newMain", Addrs: []string{":80", ":81"}}, {Name: "b", Builder: "newB", Addrs: []string{":82"}}}},
			`serve.Program{Config: places.Config, Section: places.Section, Apps: []serve.App{` +
				`{Name: "main", Addrs: []string{":80", ":81"}, Build: newMain}, {Name: "b", Addrs: []string{":82"}, Build: newB}}}`},
		{"servers", plan.Program{Entries: []plan.Entry{
			{Name: "a", Builder: "newA", Server: function("serveA", plan.FormServer, false)},
			{Name: "c", Builder: "newC", Servers: []plan.NamedServer{{Name: "tls", Func: function("serveTLS", plan.FormSettings, false)}}},
			{Name: "b", Builder: "newB", Server: function("serveB", plan.FormSettings, false), Servers: []plan.NamedServer{
				{Name: "tls", Func: function("serveTLS", plan.FormSettings, false)}, {Name: "unix", Func: function("serveUnix", plan.FormSettings, false)}}},
		}}, `serve.Program{Config: places.Config, Section: places.Section, Apps: []serve.App{` +
			`{Name: "a", Build: newA, Serve: serveA}, ` +
			`{Name: "c", Build: newC, Servers: []serve.NamedServer{{Name: "tls", Server: serveTLS}}}, ` +
			`{Name: "b", Build: newB, Server: serveB, Servers: []serve.NamedServer{{Name: "tls", Server: serveTLS}, {Name: "unix", Server: serveUnix}}}}}`},
		{"resources", plan.Program{Resources: &plan.Resources{Shared: true}, Entries: []plan.Entry{
			plain, {Name: "b", Builder: "newB", Shared: true, Server: function("serveB", plan.FormServer, true)},
		}}, `res := new(resources) // shared by all that takes them serve.Program{Config: places.Config, Section: places.Section, Apps: []serve.App{` +
			`{Name: "main", Build: newMain}, {Name: "b", Build: res.newB, Serve: res.serveB}}}`},
	} {
		tt.p.Base = "example.com/paste"
		if got := mainOf(&tt.p); got != tt.want {
			t.Errorf("%s:\n got: %s\nwant: %s", tt.name, got, tt.want)
		}
	}
}

// mainOf returns what stands in the main function of a program, on one line: of the
// call that is in all of them, only what it hands over.
func mainOf(p *plan.Program) string {
	file := jen.NewFile("main")
	file.Add(mainFunc(p))
	_, text, _ := strings.Cut(file.GoString(), "func main() {")
	text = strings.NewReplacer("{ ", "{", ", }", "}").Replace(strings.Join(strings.Fields(text), " "))
	before, call, _ := strings.Cut(text, "os.Exit(serve.Main(os.Args[1:], os.Stderr, ")
	return before + strings.TrimSuffix(call, ")) }")
}
