package shadow

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/pastegen/pastegen/templates/secret"
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

// skip is for what is not compared.
func (p *pair) skip(rec *recording, why, about string) {
	p.counts.skip(why)
	text := meaning(why)
	if about != "" {
		text += ": " + about
	}
	p.tell(rec, why+"\x00"+about, "an answer was not compared", "why", text)
	p.shadow.report.write(rec, line{Result: "skipped", Why: text})
}

// conclude is for what was compared.
func (p *pair) conclude(rec *recording, all []difference) {
	p.counts.compared(len(all) > 0)
	if len(all) == 0 {
		p.shadow.report.write(rec, line{Result: "same"})
		return
	}
	var what, texts []string
	for _, d := range all {
		what, texts = append(what, d.what), append(texts, d.text)
	}
	p.tell(rec, strings.Join(what, "\x00"), "Go and Python answer differently", "differences", strings.Join(texts, "; "))
	p.shadow.report.write(rec, line{Result: "different", Differences: texts})
}

// tell logs something, unless the like of it was logged a moment ago.
func (p *pair) tell(rec *recording, like, message, key, text string) {
	more, is := p.shadow.log.isNew(p.section + "\x00" + like)
	if !is {
		return
	}
	args := []any{"section", p.section, "method", rec.request.Method, "path", asked(rec), key, text}
	if more > 0 {
		args = append(args, "more_like_it", more)
	}
	ctx := context.WithoutCancel(rec.request.Context())
	if key == "why" {
		p.shadow.log.InfoContext(ctx, message, args...)
		return
	}
	p.shadow.log.WarnContext(ctx, message, args...)
}

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

// asked is what the client has asked for, without secrets in it.
func asked(rec *recording) string {
	u := rec.request.RequestURI
	if u == "" {
		u = rec.request.URL.RequestURI()
	}
	return secret.Redact(u)
}
