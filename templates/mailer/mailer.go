// Package mailer sends mails by SMTP, by a goroutine of its own, so that no
// request waits for one.
package mailer

import (
	"context"
	"errors"
	"net/smtp"
	"sync"
)

// Mail is a mail, and what becomes of it.
type Mail struct {
	From    string
	To      []string
	Message func() []byte // its header and its body, asked for when it is sent
	Failed  func(error)   // is told why it was not sent
}

func (m Mail) transmit(client *smtp.Client) error {
	if err := client.Mail(m.From); err != nil {
		return err
	}
	for _, to := range m.To {
		if err := client.Rcpt(to); err != nil {
			return err
		}
	}
	w, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(m.Message()); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return client.Quit()
}

// Queue sends mails one after the other.
type Queue struct {
	server Server
	mails  chan Mail
	done   chan struct{}
	mu     sync.Mutex
	closed bool
}

// pending is how many mails wait at most; those beyond are not sent.
const pending = 20

// NewQueue returns a queue of mails to a server. Close it.
func NewQueue(server Server) *Queue {
	q := &Queue{server: server, mails: make(chan Mail, pending), done: make(chan struct{})}
	go q.run()
	return q
}

// Add has a mail sent. It does not wait: where too many do, and after Close, it
// returns an error.
func (q *Queue) Add(m Mail) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return errors.New("the server is shutting down")
	}
	select {
	case q.mails <- m:
		return nil
	default:
		return errors.New("too many mails wait to be sent")
	}
}

// Close sends the mails that wait, until ctx ends: its error is returned then.
// No more are taken after that.
func (q *Queue) Close(ctx context.Context) error {
	q.mu.Lock()
	if !q.closed {
		q.closed = true
		close(q.mails)
	}
	q.mu.Unlock()
	select {
	case <-q.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (q *Queue) run() {
	defer close(q.done)
	for m := range q.mails {
		if err := q.server.send(m); err != nil {
			m.Failed(err)
		}
	}
}
