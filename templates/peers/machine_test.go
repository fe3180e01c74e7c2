package peers

import (
	"reflect"
	"testing"
)

func TestMachineIsLocal(t *testing.T) {
	var local Set
	if err := local.UnmarshalText([]byte(Local)); err != nil || !reflect.DeepEqual(local, Machine()) {
		t.Errorf("%v (%v), want %v", Machine(), err, local)
	}
	if local.None() || !(Set{}).None() || (Set{All: true}).None() {
		t.Error("None does not tell nobody from somebody")
	}
}
