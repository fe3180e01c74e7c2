package setting

import (
	"errors"
	"fmt"
	"testing"
)

func TestPlace(t *testing.T) {
	none := errors.New("gone")
	keys := []string{"Max-Size", "a:2", "session.type", "a:3", "port", "a:4"}
	for _, tt := range []struct {
		err  error
		want string
	}{
		{none, "a:1: gone"},
		{&Error{Is: "it is wrong"}, "a:1: it is wrong"},
		{At("max_size", "%d is too much", 3), "a:2: 3 is too much"},
		{fmt.Errorf("so: %w", At("type", "no")), "a:3: so: no"},
		{At("session.type", "no"), "a:3: no"},
		{At("port", "no"), "a:4: no"},
		{At("host", "no"), "a:1: no"},
		{errors.Join(none, At("port", "no")), "a:4: gone\nno"},
	} {
		got := Place(tt.err, "a:1", keys...)
		if got.Error() != tt.want || !errors.Is(got, tt.err) {
			t.Errorf("%v: %v, want %s", tt.err, got, tt.want)
		}
	}
	if got := Place(At("port", "no"), "a:1").Error(); got != "a:1: no" {
		t.Errorf("without keys: %s", got)
	}
}
