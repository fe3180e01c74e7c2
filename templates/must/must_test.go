package must

import (
	"net/http"
	"testing"
)

type value struct{}

func (value) ServeHTTP(http.ResponseWriter, *http.Request) {}

type empty struct{}

func (*empty) ServeHTTP(http.ResponseWriter, *http.Request) {}

type table map[string]int

func (table) ServeHTTP(http.ResponseWriter, *http.Request) {}

// refusal is what f panics with: nil if it does not.
func refusal(f func()) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = v.(*NilError)
		}
	}()
	f()
	return nil
}

func TestMake(t *testing.T) {
	for name, tt := range map[string]struct {
		made http.Handler
		ok   bool
	}{
		"nothing":                           {nil, false},
		"a nil function":                    {http.HandlerFunc(nil), false},
		"a nil pointer to fields":           {(*http.ServeMux)(nil), false},
		"a nil pointer with a value's":      {(*value)(nil), false},
		"a nil pointer to nothing":          {(*empty)(nil), true},
		"a nil map, which has no entries":   {table(nil), true},
		"a value":                           {value{}, true},
		"a pointer":                         {&value{}, true},
		"a function":                        {http.HandlerFunc(http.NotFound), true},
		"a pointer to fields that are zero": {new(http.ServeMux), true},
	} {
		err := refusal(func() { Make(tt.made, "app.ini:3: [app:main]") })
		if (err == nil) != tt.ok {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && err.Error() != "app.ini:3: [app:main]: its factory has returned nil" {
			t.Error(err)
		}
	}
	if got := Make(7, ""); got != 7 {
		t.Errorf("Make returned %d", got)
	}
}

func TestWrap(t *testing.T) {
	app := http.Handler(value{})
	for name, tt := range map[string]struct {
		wrap func(http.Handler) http.Handler
		want string
	}{
		"no filter":            {nil, "p: its factory has returned nil"},
		"one of nothing":       {func(http.Handler) http.Handler { return nil }, "p: its filter has returned nil in place of the app that it wraps"},
		"one of a nil pointer": {func(http.Handler) http.Handler { return (*value)(nil) }, "p: its filter has returned nil in place of the app that it wraps"},
		"one that passes on":   {func(next http.Handler) http.Handler { return next }, ""},
	} {
		var got http.Handler
		err := refusal(func() { got = Wrap(tt.wrap, "p")(app) })
		switch {
		case tt.want == "" && (err != nil || got != app):
			t.Errorf("%s: %v, %v", name, got, err)
		case tt.want != "" && (err == nil || err.Error() != tt.want):
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWrapAtOnce: a filter that is nil is refused before it is used.
func TestWrapAtOnce(t *testing.T) {
	if refusal(func() { Wrap[http.Handler](nil, "p") }) == nil {
		t.Error("a nil filter passes")
	}
}
