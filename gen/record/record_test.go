package record

import (
	"reflect"
	"strings"
	"testing"
)

func TestEncode(t *testing.T) {
	r := &Record{Fresh: true, Factories: []Factory{
		{Question: Question{Use: "b:make", Kind: Filter}, Name: "make", Doc: "It <is>.", File: "b.py", Line: 12, Parameters: []Parameter{{Name: "global_conf"}, {Name: "ttl", Default: "30", Type: "int"}, {Name: "local", Form: MoreNames}}},
		{Question: Question{Use: "egg:A", Kind: App}, Protocol: "paste.app_factory", Opaque: true},
	}, Failures: []Failure{{Question: Question{Use: "c:d", Kind: App}, Reason: NoImport}}}
	text := r.Encode()
	if !strings.Contains(string(text), "It <is>.") || strings.Contains(string(text), "12") || strings.Contains(string(text), "c:d") {
		t.Errorf("%s", text)
	}
	back, err := Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	want := []Factory{r.Factories[0], r.Factories[1]}
	want[0].Line = 0
	if back.Fresh || len(back.Failures) > 0 || !reflect.DeepEqual(back.Factories, want) {
		t.Errorf("%+v", back)
	}
	if again := back.Encode(); string(again) != string(text) {
		t.Errorf("%s\nbecomes\n%s", text, again)
	}
	if text := (*Record)(nil).Encode(); text != nil {
		t.Errorf("%q for nothing", text)
	}
	if _, err := Decode([]byte("<<<<<<< ours")); err == nil || !strings.Contains(err.Error(), Name) {
		t.Error(err)
	}
}

// TestDecode: factories are in order, whatever order a file has.
func TestDecode(t *testing.T) {
	r, err := Decode([]byte(`{"factories": [{"use": "b:b", "kind": "app"}, {"use": "a:a", "kind": "filter"}, {"use": "a:a", "kind": "app"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	var got []Question
	for _, f := range r.Factories {
		got = append(got, f.Question)
	}
	if want := []Question{{"a:a", App}, {"a:a", Filter}, {"b:b", App}}; !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestWith wants what is newer to count, and both to stay as they are.
func TestWith(t *testing.T) {
	a, b := Question{"a:a", App}, Question{"b:b", App}
	older := &Record{Factories: []Factory{{Question: b, Name: "old"}, {Question: a, Name: "old"}}}
	newer := &Record{Fresh: true, Factories: []Factory{{Question: b, Name: "new"}}, Failures: []Failure{{Question: a}}}
	both := older.With(newer)
	if f, ok := both.Factory(b); !ok || f.Name != "new" {
		t.Errorf("%+v", both)
	}
	if f, ok := both.Factory(a); !ok || f.Name != "old" {
		t.Errorf("%+v", both)
	}
	if _, ok := both.Failure(a); !ok || !both.Fresh || len(both.Factories) != 2 {
		t.Errorf("%+v", both)
	}
	if both.Factories[0].Question != a || both.Factories[1].Question != b {
		t.Errorf("they are not sorted: %+v", both.Factories)
	}
	if only := both.Only([]Question{b}); len(only.Factories) != 1 || len(only.Failures) != 0 || !only.Fresh {
		t.Errorf("%+v", only)
	}
	if only := both.Only([]Question{a}); len(only.Failures) != 1 || len(only.Factories) != 1 || only.Factories[0].Name != "old" {
		t.Errorf("%+v", only)
	}
	if older.Fresh || len(older.Factories) != 2 || older.With(nil).Fresh || (*Record)(nil).With(nil) == nil {
		t.Error("With changes or loses a record")
	}
	if got := Sort([]Question{b, a, b}); !reflect.DeepEqual(got, []Question{a, b}) {
		t.Error(got)
	}
}
