package runtime

import (
	"strings"
	"testing"

	"github.com/pastegen/pastegen/gen/marker"
	"github.com/pastegen/pastegen/gen/plan"
)

// TestFiles: there are the packages that are named, those that they import, and
// nothing of others.
func TestFiles(t *testing.T) {
	files, err := Files(&plan.Program{Runtime: []string{"gateway"}, From: "site/app.ini", Base: "example.com/site/internal/paste"})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range files {
		if all[f.Name] = string(f.Content); !strings.HasPrefix(f.Name, plan.RuntimeFolder+"/") || !strings.Contains(all[f.Name], marker.Header("site/app.ini")) {
			t.Errorf("%s begins with %.100q", f.Name, all[f.Name])
		}
	}
	if text := all[plan.RuntimeFolder+"/gateway/request.go"]; !strings.Contains(text, `"example.com/site/internal/paste/target"`) {
		t.Errorf("the package that is named has\n%s", text)
	}
	if _, ok := all[plan.RuntimeFolder+"/target/target.go"]; !ok {
		t.Error("there is none of those that it imports")
	}
	if _, ok := all[plan.RuntimeFolder+"/gzip/gzip.go"]; ok {
		t.Error("there is one that is not named")
	}
	if files, err := Files(&plan.Program{Runtime: []string{"none"}}); err == nil || files != nil {
		t.Errorf("of what is not there: %q, %v", files, err)
	}
}
