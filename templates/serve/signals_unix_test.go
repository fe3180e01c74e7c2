//go:build unix

package serve

import (
	"net/http"
	"syscall"
	"testing"
	"time"
)

// TestSignalsForWorkers has those by which gunicorn has more workers or fewer,
// and which stop a program that knows nothing of them.
func TestSignalsForWorkers(t *testing.T) {
	p := start(t, "one")
	url := p.urls("home", 1)[0]
	p.signal(syscall.SIGTTOU)
	p.signal(syscall.SIGTTIN)
	p.await(1, "level=WARN", "there are no workers", "signal=SIGTTIN")
	if !hasTerminal() {
		p.await(1, "level=WARN", "there are no workers", "signal=SIGTTOU")
	}
	fetch(t, url)
	p.signal(syscall.SIGTERM)
	p.exit(0)
}

// TestSecondSignalIsNotLost has it come to a process that stands still, so that
// it finds the signal and the end of the moment at the same time.
func TestSecondSignalIsNotLost(t *testing.T) {
	for range 4 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			p := start(t, "one")
			go func() { _, _ = http.Get(p.urls("home", 1)[0] + "hang") }()
			p.await(1, "hang has begun")
			p.signal(syscall.SIGTERM)
			p.await(1, "shutting down")
			p.signal(syscall.SIGSTOP)
			p.signal(syscall.SIGINT)
			time.Sleep(moment + moment/10)
			p.signal(syscall.SIGCONT)
			p.exit(-1)
		})
	}
}
