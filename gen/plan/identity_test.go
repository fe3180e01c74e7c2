package plan

import (
	"testing"

	"github.com/pastegen/pastegen/parse"
)

// TestIdentity: lists of texts that differ have identities that differ.
func TestIdentity(t *testing.T) {
	seen := map[string]int{}
	for i, add := range []func(*identity){
		func(*identity) {},
		func(k *identity) { k.add("") },
		func(k *identity) { k.add("", "") },
		func(k *identity) { k.add("a", "b") },
		func(k *identity) { k.add("ab") },
		func(k *identity) { k.add("a1:b") },
		func(k *identity) { k.add("1:a1:b") },
		func(k *identity) { k.addSettings(nil) },
		func(k *identity) { k.addSettings([]parse.Setting{{Key: "a", Value: "b"}}) },
		func(k *identity) { k.addSettings([]parse.Setting{{Key: "a", Value: "c"}}) },
		func(k *identity) { k.addSettings([]parse.Setting{{Key: "ab"}}) },
		func(k *identity) { k.addSettings([]parse.Setting{{Key: "a"}, {Key: "b"}}) },
		func(k *identity) { k.addSettings([]parse.Setting{{Key: "a"}}); k.add("b", "") },
		func(k *identity) { k.addSettings(nil); k.add("a", "b") },
	} {
		var k identity
		add(&k)
		if other, met := seen[k.String()]; met {
			t.Errorf("cases %d and %d are alike: %q", other, i, k.String())
		}
		seen[k.String()] = i
	}
}
