package own

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestShadowSettings has lines of the section with what is read; "bad" for those
// that are wrong.
func TestShadowSettings(t *testing.T) {
	for line, want := range map[string]string{
		"share = 0": "bad", "share = -1": "bad", "share = NaN": "bad", "share = 1.01": "bad", "share = x": "bad",
		"share = 1": "share 1", "share = 0.001": "share 0.001",
		"answer = python": "python true", "answer = go": "python false", "answer = Go": "bad",
		"timeout = 0": "bad", "timeout = -1s": "bad", "timeout = 2": "timeout 2s", "timeout = 1m1s": "timeout 1m1s",
		"body_limit = 1": "body_limit 1", "body_limit = 0": "bad", "queue = 7": "queue 7", "threads = 8": "threads 8",
		"ignore = Date x": "ignore 2", "ignore =": "ignore 0",
	} {
		own, problems := Read(load(t, "[pastegen:shadow]\nsections = filter:auth\n"+line+"\n"))
		if problems.HasErrors() || want == "bad" {
			if !problems.HasErrors() || want != "bad" {
				t.Errorf("%s: %v, want %s", line, problems, want)
			}
			continue
		}
		s := own.Shadow
		got := map[string]any{
			"share": s.Share, "python": s.Python, "timeout": time.Duration(s.Timeout), "body_limit": s.BodyLimit,
			"queue": s.Queue, "threads": s.Threads, "ignore": len(s.Ignore),
		}
		key, value, _ := strings.Cut(want, " ")
		if fmt.Sprint(got[key]) != value || len(s.Sections) != 1 || (s.Ignore == nil) == (key == "ignore") {
			t.Errorf("%s: %+v, want %s", line, s, want)
		}
	}
}
