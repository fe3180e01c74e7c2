package packed

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestLook has the go command try what Look says of folders.
func TestLook(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files string // those below the folder of main.go; NAME>TO is a link
		dir   string
		want  string // the path of the folder, or the beginning of what is wrong
		left  string
	}{
		{"files", "public/a.txt public/sub/b.txt", "public", "public", ""},
		{"deep", "a/b/c/d", "a/b", "a/b", ""},
		{"hidden files", "public/.env public/_x public/.d/x", "public", "public", ""},
		{"a hidden folder", ".well-known/x", ".well-known", ".well-known", ""},
		{"odd names", "a[b]/c+d/e%f", "a[b]", "a[b]", ""},
		{"letters", "é/x", "é", "é", ""},
		{"a link to it", "public/x www>public", "www", "public", ""},
		{"links in it", "public/x public/y>x public/z>..", "public", "public", "y z"},
		{"version control", "public/x public/.git/config", "public", "public", ".git"},
		{"a module in it", "public/x public/m/go.mod public/m/y", "public", "public", "m"},
		{"none", "x", "public", "is not there", ""},
		{"a file", "public", "public", "is no folder", ""},
		{"no files", "public/a/>", "public", "has no files", ""},
		{"only links", "x public/y>../x", "public", "has no files", "y"},
		{"main.go's own", "x", ".", "is the folder of main.go itself", ""},
		{"outside", "x ../out/y", "../out", "is not below", ""},
		{"a link that leads outside", "public>../out ../out/y", "public", "is not below", ""},
		{"another module", "m/go.mod m/public/x", "m/public", "is in another Go module", ""},
		{"in version control", ".git/public/x", ".git/public", "is in a folder .git", ""},
		{"a name that is refused", "public/a:b", "public", `has "public/a:b"`, ""},
		{"a quote", `public/a'b`, "public", `has "public/a'b"`, ""},
		{"a folder that is refused", "a*b/c", "a*b", `has "a*b"`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			main := filepath.Join(t.TempDir(), "main")
			put(t, main, "keep")
			for file := range strings.SplitSeq(tt.files, " ") {
				put(t, main, file)
			}
			got, why := Look(filepath.Join(main, tt.dir), main)
			if said := got.Name; why == nil && said != tt.want || why != nil && !strings.HasPrefix(why.Is, tt.want) {
				t.Fatalf("%q, %+v; want %q", said, why, tt.want)
			}
			if left := strings.Join(got.Left, " "); left != tt.left {
				t.Errorf("left out: %q, want %q", left, tt.left)
			}
			if inside := filepath.IsLocal(tt.dir) && tt.dir != "."; inside && tt.want != "is not there" && tt.want != "is no folder" {
				try(t, main, tt.dir, got, why)
			}
		})
	}
}

// put makes a file below a folder: a link, NAME>TO, or an empty folder, NAME/>.
func put(t *testing.T, dir, file string) {
	t.Helper()
	name, to, isLink := strings.Cut(file, ">")
	at := filepath.Join(dir, name)
	err := os.MkdirAll(filepath.Dir(at), 0o755)
	switch {
	case err != nil:
	case isLink && to == "":
		err = os.MkdirAll(at, 0o755)
	case isLink:
		err = os.Symlink(to, at)
	default:
		err = os.WriteFile(at, []byte("x"), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// try has the go command list what it puts into the program.
func try(t *testing.T, main, dir string, f Folder, why *Misfit) {
	t.Helper()
	pattern := Pattern(dir)
	if why == nil {
		pattern = Pattern(f.Name)
	}
	source := "package main\n\nimport \"embed\"\n\n//go:embed " + pattern + "\nvar files embed.FS\n"
	for name, text := range map[string]string{"go.mod": "module example.com/m\n\ngo 1.24\n", "main.go": source} {
		if err := os.WriteFile(filepath.Join(main, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "list", "-f", "{{len .EmbedFiles}}", ".")
	cmd.Dir = main
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod -trimpath", "GOWORK=off")
	out, err := cmd.CombinedOutput()
	if (err == nil) != (why == nil) {
		t.Errorf("the go command says %v, %s; here it is %+v", err, out, why)
	}
	if err == nil && strings.TrimSpace(string(out)) == "0" {
		t.Error("the go command finds no files")
	}
}

func TestPattern(t *testing.T) {
	for name, want := range map[string]string{
		"public": "all:public", "a/b": "all:a/b", "a b": `"all:a b"`, "a[b]": `"all:a\\[b]"`, "é": `"all:é"`,
	} {
		if got := Pattern(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestBeside(t *testing.T) {
	dir := t.TempDir()
	for _, file := range []string{"a/>", "b.txt", "c/>", "d.txt"} {
		put(t, dir, file)
	}
	for folders, want := range map[bool]string{true: "a c", false: "b.txt d.txt"} {
		if got := strings.Join(Beside(filepath.Join(dir, "x"), folders), " "); got != want {
			t.Errorf("folders %v: %s, want %s", folders, got, want)
		}
	}
	if got := Beside(filepath.Join(dir, "none", "x"), true); got != nil {
		t.Errorf("in no folder: %q", got)
	}
}
