package accesslog

import (
	"sync/atomic"
	"time"
)

// clock tells the time as lines of common formats have it, which it puts into
// words once a second. A nil clock does so each time.
type clock struct{ last atomic.Pointer[second] }

// second is a second of a place, in words.
type second struct {
	unix  int64
	place *time.Location
	text  string
}

// append appends the time in words.
func (c *clock) append(line []byte, at time.Time) []byte {
	if c == nil {
		return at.AppendFormat(line, clf)
	}
	s := c.last.Load()
	if s == nil || s.unix != at.Unix() || s.place != at.Location() {
		s = &second{at.Unix(), at.Location(), at.Format(clf)}
		c.last.Store(s)
	}
	return append(line, s.text...)
}
