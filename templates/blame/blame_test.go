package blame

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/must"
	"github.com/pastegen/pastegen/templates/step"
)

func TestPlace(t *testing.T) {
	section := func(function string) string {
		return map[string]string{"mainApp": "app.ini:3: [app:main]", "allPipeline": "app.ini:1: [pipeline:all]"}[function]
	}
	user := step.Call{Function: "example.com/site.New", File: "site/site.go", Line: 7}
	helper := step.Call{Function: "example.com/site.must", File: "site/must.go", Line: 5}
	wired := step.Call{Function: "main.mainApp", File: "hello/main.go", Line: 40}
	outer := step.Call{Function: "main.allPipeline", File: "hello/main.go", Line: 30}
	plain := errors.New("no database")
	var deep []step.Call
	for range 30 {
		deep = append(deep, helper)
	}
	const oneHelper = ", called by example.com/site.must (site/must.go:5)"
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&step.Panic{Value: "boom", Calls: []step.Call{helper, user, wired, outer}},
			"app.ini:3: [app:main]: panic: boom, in example.com/site.must (site/must.go:5), called by example.com/site.New (site/site.go:7)"},
		{fmt.Errorf("building: %w", &step.Panic{Value: plain, Calls: []step.Call{user, outer}}),
			"app.ini:1: [pipeline:all]: panic: no database, in example.com/site.New (site/site.go:7)"},
		{&step.Panic{Value: 1, Calls: []step.Call{user, {Function: "main.mainApp.func1"}}},
			"app.ini:3: [app:main]: panic: 1, in example.com/site.New (site/site.go:7)"},
		{&step.Panic{Value: 1, Calls: append(deep, wired)},
			"app.ini:3: [app:main]: panic: 1, in example.com/site.must (site/must.go:5)" + strings.Repeat(oneHelper, deepest-1)},
		{&step.Panic{Value: "x", Stack: []byte("at y"), Calls: []step.Call{user, {Function: "example.com/main.mainApp"}}}, "panic: x\nat y"},
		{&step.Panic{Value: errors.New("nil dereference"), Calls: []step.Call{wired, outer}},
			"app.ini:3: [app:main]: panic: nil dereference, of something nil that a function has returned"},
		{&step.Panic{Value: &must.NilError{Place: "app.ini:3: [app:main]", What: "its factory has returned nil"}, Calls: []step.Call{wired}},
			"app.ini:3: [app:main]: its factory has returned nil"},
		{plain, "no database"},
	} {
		if got := Place(tt.err, section).Error(); got != tt.want {
			t.Errorf("got %s\nwant %s", got, tt.want)
		}
	}
	if err := Place(&step.Panic{Value: "x", Calls: []step.Call{wired}}, nil); err.Error() != "panic: x\n" {
		t.Error(err)
	}
}
