package logs

import "testing"

func TestLevel(t *testing.T) {
	for text, want := range map[string]Level{"DEBUG": "debug", " warning ": "warning", "critical": "critical", "loud": "", "": "", "10": ""} {
		var l Level
		if err := l.UnmarshalText([]byte(text)); l != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", text, l, err)
		}
	}
}
