package main

import (
	"runtime/debug"
	"testing"
)

// TestReleased has a pastegen of a proxy, and one of a checkout, which the go
// command gives a version, too.
func TestReleased(t *testing.T) {
	for _, tt := range []struct {
		main debug.Module
		want string
	}{
		{debug.Module{Version: "v1.2.3", Sum: "h1:x"}, "v1.2.3"},
		{debug.Module{Version: "v1.2.4-0.20260102030405-abcdefabcdef+dirty"}, ""},
		{debug.Module{Version: "(devel)"}, ""},
	} {
		if got := released(&debug.BuildInfo{Main: tt.main}); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.main, got, tt.want)
		}
	}
}
