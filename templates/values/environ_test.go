package values

import (
	"context"
	"maps"
	"testing"
)

func TestEach(t *testing.T) {
	ctx := With(With(With(context.Background(), "a", 1), "b", 2), "a", nil)
	if got := maps.Collect(Each(ctx)); !maps.Equal(got, map[string]any{"a": nil, "b": 2}) {
		t.Error(got)
	}
	for key := range Each(context.Background()) {
		t.Error(key)
	}
	if Has(context.Background()) || !Has(ctx) || !Has(WithMap(context.Background(), nil)) {
		t.Error("who has values?")
	}
}

func TestWithMap(t *testing.T) {
	type own struct{}
	ctx := context.WithValue(context.Background(), own{}, "own")
	ctx = WithMap(With(With(ctx, "a", 1), "b", 2), map[string]any{"a": 3, "c": nil, "d": 4})
	inner := With(ctx, "d", 5)
	for key, want := range map[any]any{"a": 3, "b": 2, "c": nil, "d": 5, "e": nil, own{}: "own"} {
		if got := inner.Value(key); got != want {
			t.Errorf("%v is %v", key, got)
		}
	}
	if got := maps.Collect(Each(inner)); !maps.Equal(got, map[string]any{"a": 3, "b": 2, "c": nil, "d": 5}) {
		t.Error(got)
	}
	seen := 0
	for range Each(inner) {
		if seen++; seen == 2 {
			break
		}
	}
	count := 0
	for key := range Each(ctx) {
		if count++; key == "d" && ctx.Value("d") != 4 {
			t.Error(ctx.Value("d"))
		}
	}
	if count != 4 {
		t.Errorf("%d keys", count)
	}
}

func TestNote(t *testing.T) {
	Note(context.Background(), "a", 1) // which nobody hears
	if Watched(context.Background()) {
		t.Error("watched")
	}
	notes := &Notes{Context: context.Background()}
	ctx := With(notes, "a", 1)
	if Note(ctx, "a", 2); !Watched(ctx) || notes.Last("a") != 2 {
		t.Error(notes.Last("a"))
	}
}
