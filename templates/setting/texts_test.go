package setting

import (
	"encoding"
	"testing"
	"time"
)

func TestTexts(t *testing.T) {
	for _, tt := range []struct {
		to         encoding.TextUnmarshaler
		text, want string // "" for an error
	}{
		{new(Count), " 012 ", "12"}, {new(Count), "0", "0"}, {new(Count), "-1", ""}, {new(Count), "1k", ""}, {new(Count), "", ""},
		{new(Seconds), "30", "30"}, {new(Seconds), "0.5", "0.5"}, {new(Seconds), "500ms", "500ms"}, {new(Seconds), "-1", ""}, {new(Seconds), "x", ""}, {new(Seconds), "", ""},
		{new(Switch), "True", "on"}, {new(Switch), "0", "off"}, {new(Switch), "perhaps", ""}, {new(Switch), "", ""},
		{new(Mode), "660", "0660"}, {new(Mode), "0o600", "0600"}, {new(Mode), "8", ""}, {new(Mode), "", ""}, {new(Mode), "77777", ""},
		{new(Variable), " A=b=c ", "A=b=c"}, {new(Variable), "A=", "A="}, {new(Variable), "A", ""}, {new(Variable), "=b", ""},
	} {
		err := tt.to.UnmarshalText([]byte(tt.text))
		got := ""
		switch v := tt.to.(type) {
		case *Count:
			got = string(*v)
		case *Seconds:
			got = string(*v)
		case *Switch:
			got = string(*v)
		case *Mode:
			got = string(*v)
		case *Variable:
			got = string(*v)
		}
		if got != tt.want || (err != nil) != (tt.want == "") {
			t.Errorf("%T %q: %q (%v), want %q", tt.to, tt.text, got, err, tt.want)
		}
	}
}

func TestLimits(t *testing.T) {
	for text, want := range map[Count]int64{"": 7, "0": -1, "3": 3} {
		if got := text.Limit(-1, 7); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
	for text, want := range map[Seconds]time.Duration{"": 7, "0": -1, "3": 3 * time.Second, "2ms": 2 * time.Millisecond} {
		if got := text.Limit(-1, 7); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
	if Count("").Limit(-1, 0) != 0 || Seconds("").Limit(-1, 0) != 0 {
		t.Error("what is not written is a limit")
	}
	if !Switch("").Or(true) || Switch("off").Or(true) || !Switch("on").Or(false) {
		t.Error("a switch is not what it says")
	}
	if Mode("").Or(0o7) != 0o7 || Mode("0660").Or(0) != 0o660 {
		t.Error("a mode is not what it says")
	}
}
