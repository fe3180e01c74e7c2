package values

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"
)

func TestWith(t *testing.T) {
	type own struct{}
	ctx := context.WithValue(context.Background(), own{}, "own")
	ctx = With(ctx, "a", 1)
	ctx = With(ctx, "b", "two")
	ctx, cancel := context.WithTimeout(ctx, time.Hour)
	defer cancel()
	ctx = With(ctx, "a", 3)
	if ctx.Value("a") != 3 || ctx.Value("b") != "two" || ctx.Value("c") != nil || ctx.Value(own{}) != "own" {
		t.Error(ctx.Value("a"), ctx.Value("b"), ctx.Value("c"), ctx.Value(own{}))
	}
	if b, ok := Get[string](ctx, "b"); b != "two" || !ok {
		t.Error(b, ok)
	}
	if a, ok := Get[string](ctx, "a"); a != "" || ok {
		t.Error(a, ok)
	}
}

func TestAll(t *testing.T) {
	ctx := context.Background()
	for range All(ctx) {
		t.Error("a context without values has one")
	}
	ctx = With(With(With(With(ctx, "a", 1), "b", 2), "a", 3), "c", 4)
	var keys string
	for key := range All(ctx) {
		keys += key
	}
	if keys != "cab" {
		t.Error(keys)
	}
	for key := range All(ctx) {
		if key != "c" {
			t.Error(key, "came after the end")
		}
		break
	}
	hidden := With(With(ctx, "a", nil), "d", 5)
	if got := maps.Collect(All(hidden)); !maps.Equal(got, map[string]any{"b": 2, "c": 4, "d": 5}) {
		t.Error(got)
	}
	if hidden.Value("a") != nil {
		t.Error("a is not hidden")
	}
}

// foreign is what a copy of this package would make.
type foreign struct {
	context.Context
	key   string
	value any
}

func (c foreign) Value(key any) any {
	if key == c.key {
		return c.value
	}
	return c.Context.Value(key)
}

func TestNotes(t *testing.T) {
	outer := &Notes{Context: foreign{context.Background(), "REMOTE_USER", "zoe"}}
	if outer.Last("REMOTE_USER") != "zoe" {
		t.Error("a value from outside is not seen")
	}
	inner := &Notes{Context: outer}
	With(With(inner, "REMOTE_USER", "joe"), "x", 1)
	if inner.Last("REMOTE_USER") != "joe" || outer.Last("REMOTE_USER") != "joe" || outer.Last("x") != 1 || outer.Last("y") != nil {
		t.Error(inner.Last("REMOTE_USER"), outer.Last("REMOTE_USER"), outer.Last("x"), outer.Last("y"))
	}
	With(outer, "x", 2)
	if all := outer.All("x"); !slices.Equal(all, []any{1, 2}) || outer.All("y") != nil {
		t.Error(all, outer.All("y"))
	}
	if keys := outer.Keys(); !slices.Equal(keys, []string{"REMOTE_USER", "x"}) {
		t.Error(keys)
	}
	With(outer, "REMOTE_USER", "ann")
	if inner.Last("REMOTE_USER") != "joe" || outer.Last("REMOTE_USER") != "ann" {
		t.Error("what is put into a context outside is seen inside")
	}
}
