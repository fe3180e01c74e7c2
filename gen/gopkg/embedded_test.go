package gopkg

import (
	"testing"

	"github.com/pastegen/pastegen/gen/parts"
)

func TestAllParts(t *testing.T) {
	c := parts.Builtin("")
	l := NewLoader(NewLister(".", nil), ".", ".", "app.ini", nil, c)
	l.Load(t.Context(), nil, nil)
	for _, name := range c.Packages() {
		p, err := l.Part(t.Context(), name)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, q := range p.Parts() {
			t.Log(name, p.Group, q.Kind, q.Names, q.GoName(), q.Signature())
		}
	}
}

func BenchmarkParts(b *testing.B) {
	for b.Loop() {
		c := parts.Builtin("")
		l := NewLoader(NewLister(".", nil), ".", ".", "app.ini", nil, c)
		l.Load(b.Context(), nil, nil)
		for _, name := range c.Packages() {
			if _, err := l.Part(b.Context(), name); err != nil {
				b.Fatal(err)
			}
		}
	}
}
