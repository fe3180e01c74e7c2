package parts

import "testing"

func TestCatches(t *testing.T) {
	for part, want := range map[string]bool{"errorcatcher": true, "evalerror": true, "cgitb": true, "gzip": false, "timeout": false, "nothing": false} {
		if Catches(part) != want {
			t.Errorf("%s: %v", part, !want)
		}
	}
}
