package draft_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/pastegen/pastegen/gen/draft"
)

// TestWithin has what there is in the package of a draft, and what becomes of the
// draft.
func TestWithin(t *testing.T) {
	for _, tt := range []struct {
		draft draft.Draft
		there string
		err   string
	}{
		{draft.Draft{Name: "Site"}, "package other; type Page int; func (Page) Site() {}; func Test() {}", ""},
		{draft.Draft{Name: "Site"}, "package other; func Site() {}", "Site"},
		{draft.Draft{Name: "Site"}, "package other; type Site struct{}", "Site"},
		{draft.Draft{Name: "Site"}, "package other; var A, Site int", "Site"},
		{draft.Draft{Name: "Site"}, "package other; type SiteOptions struct{}", "SiteOptions"},
		{draft.Draft{Name: "New"}, "package other; const Options = 1", "Options"},
		{draft.Draft{Recv: "Site", Name: "Make"}, "package other; type Site struct{}; func (*Site) Other() {}; func Make() {}", ""},
		{draft.Draft{Recv: "Site", Name: "Make"}, "package other; func (*Site) Make() {}", "Site.Make"},
		{draft.Draft{Recv: "Site", Name: "Make"}, "package other; func Site() {}", "Site"},
	} {
		folder := t.TempDir()
		file := filepath.Join(folder, "there.go")
		if err := os.WriteFile(file, []byte(tt.there), 0o666); err != nil {
			t.Fatal(err)
		}
		tt.draft.Kind, tt.draft.Package = "app", "site"
		d, err := tt.draft.Within(folder)
		if tt.err != "" {
			if want := file + " has " + tt.err + " already, which the draft would declare again"; err == nil || err.Error() != want {
				t.Errorf("%s: %v\nwant %s", tt.there, err, want)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tt.there, err)
			continue
		}
		if d.Package != "other" {
			t.Errorf("%s: the package is %s", tt.there, d.Package)
		}
		compiles(t, d.Port(draft.Python{}), d.PortTest(), tt.there)
	}
	if d, err := (draft.Draft{Package: "site"}).Within(filepath.Join(t.TempDir(), "none")); err != nil || d.Package != "site" {
		t.Error("no package: ", d.Package, err)
	}
}
