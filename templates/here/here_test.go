package here

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestMain lets this binary be a program that only says where "here" is.
func TestMain(m *testing.M) {
	if ini := os.Getenv("HERE_TEST_INI"); ini != "" {
		fmt.Print(Dir(ini))
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// place has a folder for the program and one to work in, each with the INI file
// or without.
type place struct{ program, work string }

func newPlace(t *testing.T, besideProgram, inWork bool) place {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	p := place{filepath.Join(root, "bin"), filepath.Join(root, "work")}
	for dir, hasFile := range map[string]bool{p.program: besideProgram, p.work: inWork} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if hasFile {
			if err := os.WriteFile(filepath.Join(dir, "app.ini"), nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	test, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(p.program, "app"), test, 0o755); err != nil {
		t.Fatal(err)
	}
	return p
}

// here runs the program at file in the work folder.
func (p place) here(t *testing.T, file, env string) string {
	t.Helper()
	cmd := exec.Command(file)
	cmd.Dir = p.work
	cmd.Env = append(os.Environ(), "HERE_TEST_INI=app.ini", "PASTE_HERE="+env)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestHereDir(t *testing.T) {
	for _, tt := range []struct {
		name                  string
		besideProgram, inWork bool
		env                   string
		want                  func(place) string
	}{
		{"installed", true, false, "", func(p place) string { return p.program }},
		{"both", true, true, "", func(p place) string { return p.program }},
		{"go run", false, true, "", func(p place) string { return p.work }},
		{"neither", false, false, "", func(p place) string { return p.program }},
		{"set", true, true, filepath.FromSlash("/etc/x/../app/"), func(place) string { return filepath.FromSlash("/etc/app") }},
		{"set relative", true, true, "conf", func(p place) string { return filepath.Join(p.work, "conf") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlace(t, tt.besideProgram, tt.inWork)
			if got := p.here(t, filepath.Join(p.program, "app"), tt.env); got != tt.want(p) {
				t.Errorf("here is %q, want %q", got, tt.want(p))
			}
		})
	}
}

func TestHereDirOfALinkedProgram(t *testing.T) {
	p := newPlace(t, true, false)
	link := filepath.Join(p.work, "linked")
	if err := os.Symlink(filepath.Join(p.program, "app"), link); err != nil {
		t.Fatal(err)
	}
	if got := p.here(t, link, ""); got != p.program {
		t.Errorf("here is %q, want %q", got, p.program)
	}
}

func TestFolderOfThatNameIsNoINIFile(t *testing.T) {
	p := newPlace(t, false, true)
	if err := os.Mkdir(filepath.Join(p.program, "app.ini"), 0o755); err != nil {
		t.Fatal(err)
	}
	if got := p.here(t, filepath.Join(p.program, "app"), ""); got != p.work {
		t.Errorf("here is %q, want %q", got, p.work)
	}
}
