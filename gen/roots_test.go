package gen

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/source"
)

// TestSeverity: what is wrong below what an entry point needs is an error, also
// below a section that is broken or whose factory is not found; what nothing
// needs only warns.
func TestSeverity(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"composite without a factory", `[composite:main]
use = call:c1:New
first = home
rest = deep log
[composite:deep]
use = call:c2:New
x = below
[app:home]
use = call:a1:New
[filter:log]
use = call:f1:New
[app:below]
use = call:a2:New
[app:alone]
use = call:a3:New
`, []string{"error c1", "error c2", "error a1", "error f1", "error a2", "warning a3"}},
		{"sections before the composite", `[app:below]
use = call:a1:New
[composite:deep]
use = call:c2:New
x = below
[composite:main]
use = call:c1:New
first = deep
`, []string{"error a1", "error c2", "error c1"}},
		{"pipeline with an unknown section", `[pipeline:main]
pipeline = log missing home
[filter:log]
use = call:f1:New
[app:home]
use = call:a1:New
[app:alone]
use = call:a3:New
`, []string{"error missing", "error f1", "error a1", "warning a3"}},
		{"app with a broken key", `[app:main]
use = call:a1:New
x = %(y)s
filter-with = log
[filter:log]
use = call:f1:New
`, []string{"error %(y)s", "error f1"}},
		{"mount of a URL map", `[composite:main]
use = egg:Paste#urlmap
/ = p
[pipeline:p]
pipeline = log
x = 1
[app:log]
use = call:a1:New
`, []string{"error x", "error a1"}},
		{"the same package many times", `[composite:main]
use = egg:Paste#urlmap
/ = a
/b = b
[app:a]
use = call:a1:New
[app:b]
use = call:a1:Other
[app:c]
use = call:a1:New
[app:d]
use = egg:nothing
[app:e]
use = egg:nothing#other
`, []string{"error a1 6:12 8:12 10:12", "warning nothing 12:11 14:11"}},
	} {
		path := filepath.Join(t.TempDir(), "app.ini")
		if err := os.WriteFile(path, []byte(tt.text), 0o644); err != nil {
			t.Fatal(err)
		}
		c, problems := parse.Load(path, nil)
		problems.Add(Check(context.Background(), c, Options{Bind: bind.Options{Dir: filepath.Dir(path)}})...)
		var got []string
		for _, d := range problems {
			line := d.Severity.String() + " " + d.Span.Text()
			if len(d.Also) > 0 {
				line += " " + place(d.Span)
			}
			for _, also := range d.Also {
				line += " " + place(also)
			}
			got = append(got, line)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s:\n got %q\nwant %q", tt.name, got, tt.want)
		}
	}
}

func place(s source.Span) string {
	p := s.Position()
	return fmt.Sprintf("%d:%d", p.Line, p.Column)
}
