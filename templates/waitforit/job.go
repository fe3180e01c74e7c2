package waitforit

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/pastegen/pastegen/templates/spool"
)

// job is one call of the app. Its answer goes to the client as long as that
// waits, and is kept else.
type job struct {
	cancel context.CancelFunc
	done   chan struct{} // closed when the app has returned
	begun  chan struct{} // closed when the app begins to answer, or has returned

	mu          sync.Mutex
	client      http.ResponseWriter // nil when the client has been sent to the page
	status      int                 // of the answer, 0 before it begins
	header      http.Header
	body        spool.Buffer // of an answer that is kept
	failed      error        // that it could not be kept
	panicked    any          // what the app has panicked with
	percent     float64
	message     string
	synchronous bool
}

// Report tells how far the app is, in percent, and what it is doing.
func (j *job) Report(percent float64, message string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.percent, j.message = min(max(percent, 0), 100), message
}

// Synchronous tells that the client is to wait, if it still does.
func (j *job) Synchronous() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.synchronous = true
}

// waits reports whether the client is to wait beyond the time limit.
func (j *job) waits() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.synchronous
}

// detach sends the client away, unless the answer has begun. It reports whether
// it has done so.
func (j *job) detach() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.status != 0 || j.isDone() {
		return false
	}
	j.client = nil
	return true
}

// abandon ends the app when the client has gone that was waiting.
func (j *job) abandon() {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.client != nil {
		j.cancel()
	}
}

func (j *job) isDone() bool {
	select {
	case <-j.done:
		return true
	default:
		return false
	}
}

// end is called when the app has returned or panicked.
func (j *job) end(panicked any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if panicked != nil {
		j.panicked = panicked
	} else if j.status == 0 {
		j.begin(http.StatusOK)
	}
	if j.status == 0 {
		close(j.begun)
	}
	close(j.done)
}

// begin begins the answer. mu is held.
func (j *job) begin(status int) {
	if j.status != 0 {
		return
	}
	j.status = status
	if j.client != nil {
		maps.Copy(j.client.Header(), j.header)
		j.client.WriteHeader(status)
	}
	close(j.begun)
}

// send answers with what was kept.
func (j *job) send(w http.ResponseWriter) {
	if j.panicked != nil {
		panic(j.panicked)
	}
	if j.failed != nil {
		panic(j.failed)
	}
	maps.Copy(w.Header(), j.header)
	w.WriteHeader(j.status)
	_, _ = io.Copy(w, j.body.Reader()) // nobody is left who could be told
}

// release frees what was kept.
func (j *job) release() {
	j.cancel()
	_ = j.body.Close() // a file without a name
}

// writer is what the app writes its answer to.
type writer struct{ *job }

// Header implements http.ResponseWriter.
func (w writer) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter. Informational answers are for
// clients that wait.
func (w writer) WriteHeader(status int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if status >= 200 || status == http.StatusSwitchingProtocols {
		w.begin(status)
	} else if w.client != nil && w.status == 0 {
		w.client.WriteHeader(status)
	}
}

// Write implements http.ResponseWriter.
func (w writer) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.client != nil {
		return w.client.Write(p)
	}
	n, err := w.body.Write(p)
	if err != nil {
		w.failed = err
	}
	return n, err
}

// FlushError is what http.ResponseController looks for.
func (w writer) FlushError() error {
	w.WriteHeader(http.StatusOK)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.client == nil {
		return nil
	}
	return http.NewResponseController(w.client).Flush()
}

// Flush implements http.Flusher, which cannot tell an error.
func (w writer) Flush() { _ = w.FlushError() }

// Hijack hands the connection of a client that waits to the app.
func (w writer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.client == nil {
		return nil, nil, errors.New("the client does not wait any more")
	}
	conn, both, err := http.NewResponseController(w.client).Hijack()
	if err == nil && w.status == 0 {
		w.status = http.StatusSwitchingProtocols
		close(w.begun)
	}
	return conn, both, err
}

// jobs are those whose clients have been sent to the page.
type jobs struct {
	mu   sync.Mutex
	byID map[string]*job
}

// add gives a job an id.
func (s *jobs) add(j *job) (id string) {
	id = rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byID[id] = j
	return id
}

// get returns the job of an id, nil if there is none.
func (s *jobs) get(id string) *job {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byID[id]
}

// take removes a job, and reports whether it was there.
func (s *jobs) take(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, there := s.byID[id]
	delete(s.byID, id)
	return there
}

// expire drops a job some time after it is done.
func (s *jobs) expire(id string, j *job, keep time.Duration) {
	<-j.done
	time.AfterFunc(keep, func() {
		if s.take(id) {
			j.release()
		}
	})
}
