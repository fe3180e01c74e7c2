package gopkg

import "testing"

func TestWhyLeftOut(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a.go", "//go:build special\n\npackage a\n", `left out by its line "//go:build special": GOFLAGS=-tags=special takes it in`},
		{"a.go", "//go:build a || b\n\npackage a\n", `left out by its line "//go:build a || b": GOFLAGS=-tags=a takes it in`},
		{"a.go", "//go:build a && !plan9 && (b || windows) && go1.1\n\npackage a\n", `left out by its line "//go:build a && !plan9 && (b || windows) && go1.1": GOFLAGS=-tags=a,b takes it in`},
		{"a.go", "//go:build plan9\n\npackage a\n", `left out by its line "//go:build plan9"`},
		{"a.go", "//go:build plan9 && special\n\npackage a\n", `left out by its line "//go:build plan9 && special"`},
		{"a.go", "//go:build ignore\n\npackage a\n", `left out by its line "//go:build ignore"`},
		{"a.go", "package a\n\n//go:build special\n\nimport \"C\"\n", "in a file that needs cgo: CGO_ENABLED=1 takes it in"},
		{"a_windows.go", "package a\n", `in a file that its name "a_windows.go" leaves out on this system`},
		{"a_test.go", "//go:build special\n\npackage a\n", "in a file of tests, which no program has"},
		{"_a.go", "package a\n", `in a file that Go ignores, as its name begins with "_"`},
		{".a.go", "package a\n", `in a file that Go ignores, as its name begins with "."`},
	} {
		if got := whyLeftOut(tt.name, tt.text); got != tt.want {
			t.Errorf("%s with %q: %s, want %s", tt.name, tt.text, got, tt.want)
		}
	}
}
