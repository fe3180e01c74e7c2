package write

import (
	"slices"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen/marker"
	"github.com/pastegen/pastegen/gen/plan"
)

// TestFiles: a program and a library have one main.go each, the runtime packages
// that they name with what these import, and a list of all of that.
func TestFiles(t *testing.T) {
	for _, c := range []struct {
		prog plan.Program
		want string
	}{
		{plan.Program{Package: "main", Config: &plan.Config{}, Runtime: []string{"gateway"}},
			"internal/paste/places/places.go internal/paste/field/ internal/paste/gateway/ internal/paste/identity/ internal/paste/intake/ internal/paste/listen/ internal/paste/peers/ internal/paste/target/ internal/paste/values/"},
		{plan.Program{Package: "site"}, ""},
		{plan.Program{Package: "site", Places: []*plan.Place{{Name: "A", Text: "app.ini:1: [app:a]"}}}, "internal/paste/places/places.go"},
	} {
		c.prog.Source, c.prog.From, c.prog.Base = "app.ini", "app.ini", "example.com/internal/paste"
		files, err := Files(&c.prog)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range files[:len(files)-1] {
			names = append(names, f.Name)
			build, rest, _ := strings.Cut(string(f.Content), "\n\n")
			if !strings.HasPrefix(build, "//go:build go1.24") || strings.Contains(build, "\n") || !strings.HasPrefix(rest, marker.Header("app.ini")+"\n") {
				t.Errorf("%s does not begin with a header", f.Name)
			}
		}
		last := files[len(files)-1]
		source, listed, ok := marker.ReadList(string(last.Content))
		if last.Name != marker.ListName || !ok || source != "app.ini" || len(listed) != len(names) {
			t.Errorf("the list %s is\n%s", last.Name, last.Content)
		}
		for _, f := range listed {
			if !slices.Contains(names, f.Name) || f.Sum != "" {
				t.Errorf("the list has %q", f)
			}
		}
		if names[0] != plan.WiringFile || !strings.HasPrefix(string(files[0].Content), "//go:build") ||
			!strings.Contains(string(files[0].Content), "\npackage "+c.prog.Package+"\n") {
			t.Errorf("the first file is %s:\n%s", names[0], files[0].Content)
		}
		for _, folder := range strings.Fields(c.want) {
			names = slices.DeleteFunc(names, func(name string) bool { return strings.HasPrefix(name, folder) })
		}
		if len(names) != 1 {
			t.Errorf("package %s has %v, too", c.prog.Package, names[1:])
		}
	}
}

// TestList: what has no header is listed with a sum of what it holds.
func TestList(t *testing.T) {
	f := list(&plan.Program{From: "app.ini"}, []plan.File{{Name: "a.go", Content: []byte("a")}, {Name: "b.json", Content: []byte("b")}})
	_, listed, ok := marker.ReadList(string(f.Content))
	want := []marker.Listed{{Name: "a.go"}, {Name: "b.json", Sum: marker.Sum([]byte("b"))}}
	if f.Name != marker.ListName || !ok || !slices.Equal(listed, want) {
		t.Errorf("%s is\n%s", f.Name, f.Content)
	}
}

// TestFault: a program that is no Go comes with an error, and no files.
func TestFault(t *testing.T) {
	files, err := Files(&plan.Program{Package: "no name", Source: "app.ini", From: "app.ini"})
	if err == nil || files != nil {
		t.Errorf("%d files, %v", len(files), err)
	}
}
