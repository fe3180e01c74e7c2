//go:build unix

package serve

import (
	"syscall"
	"testing"
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
