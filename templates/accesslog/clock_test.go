package accesslog

import (
	"testing"
	"time"
)

func TestClock(t *testing.T) {
	var c clock
	begin := time.Date(2026, 11, 26, 8, 0, 0, 0, time.UTC)
	for _, at := range []time.Time{
		begin, begin.Add(time.Second - 1), begin.Add(time.Second), begin, begin.In(time.FixedZone("", 3600)), begin, {}, time.Unix(0, 0), time.Unix(0, 0).UTC(),
	} {
		for _, c := range []*clock{&c, nil} {
			if got, want := string(c.append([]byte("x"), at)), "x"+at.Format(clf); got != want {
				t.Errorf("%s, want %s", got, want)
			}
		}
	}
}
