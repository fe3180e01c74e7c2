package gateway

import "testing"

func TestLength(t *testing.T) {
	for text, want := range map[string]int64{"3": 3, "0": 0, "": 0, "-1": 0, "+1": 0, "x": 0, "9223372036854775807": 1<<63 - 1, "9223372036854775808": 0} {
		if got := Length(map[string]string{"CONTENT_LENGTH": text}); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}
