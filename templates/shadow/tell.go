package shadow

import (
	"log/slog"
	"sync"
	"time"
)

// Why requests are not compared.
const (
	busy         = "busy"          // too many are on their way
	gone         = "client_gone"   // the client has not waited
	running      = "still_running" // what is below has not come to its end
	hijacked     = "hijacked"
	withBody     = "body_below"    // what is below was asked with a body
	otherRequest = "other_request" // the sides ask what is below something else
	raisedBelow  = "raised_below"  // what is below has panicked
	large        = "large"         // what is below has answered with more than is kept
	late         = "late"          // the other side has not answered in time
	noAnswer     = "no_answer"     // Python has not answered at all
)

// meaning says why in words.
func meaning(why string) string {
	switch why {
	case gone:
		return "the client has gone"
	case running:
		return "what is below the filter has not come to its end"
	case hijacked:
		return "the connection was taken over"
	case withBody:
		return "what is below the filter is asked with a body"
	case otherRequest:
		return "what is below the filter is asked something else"
	case raisedBelow:
		return "what is below the filter has panicked"
	case large:
		return "the answer from below the filter is too large to be given again"
	case late:
		return "the other answer has not come in time"
	case noAnswer:
		return "Python has not answered"
	}
	return why
}

// log has what is logged, and when it was: the like of it is not logged again for
// a while.
type log struct {
	*slog.Logger
	mu   sync.Mutex
	told map[string]*told
}

// told is when something was logged, and how often it has been met since.
type told struct {
	last time.Time
	more int
}

const (
	tellAgain = time.Minute // until the same is logged again
	mostTold  = 1000        // things that are known to be the same
)

// isNew reports whether something is to be logged, and how often it was not.
func (l *log) isNew(like string) (more int, is bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.told) > mostTold {
		clear(l.told)
	}
	before := l.told[like]
	if before != nil && time.Since(before.last) < tellAgain {
		before.more++
		return 0, false
	}
	l.told[like] = &told{last: time.Now()}
	if before != nil {
		more = before.more
	}
	return more, true
}
