package pylogging

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"os"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/mailer"
)

// SMTP sends each line as a mail.
type SMTP struct {
	Host           string // a host, or HOST:PORT
	From           string
	To             []string
	Subject        string
	User, Password string // "" where the server wants none
	StartTLS       bool
}

func (s SMTP) open() (output, error) {
	server := mailer.Server{Addr: s.Host, Username: s.User, Password: s.Password, StartTLS: s.StartTLS, Patience: patience}
	return &mails{s, mailer.NewQueue(server)}, nil
}

// patience is for one mail, and for those that wait at the end.
const patience = 10 * time.Second

// mails sends a mail for each line, which nobody waits for.
type mails struct {
	SMTP
	queue *mailer.Queue
}

func (m *mails) emit(line string, _ Level, at time.Time) error {
	header := fmt.Sprintf("From: %s\r\nTo: %s\r\nSubject: %s\r\nDate: %s\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n",
		m.From, strings.Join(m.To, ","), mime.QEncoding.Encode("utf-8", m.Subject), at.Format(time.RFC1123Z))
	return m.queue.Add(mailer.Mail{
		From: m.From, To: m.To,
		Message: func() []byte { return []byte(header + strings.ReplaceAll(line, "\n", "\r\n") + "\r\n") },
		Failed: func(err error) {
			fmt.Fprintf(os.Stderr, "cannot send a mail to %s: %v\n", strings.Join(m.To, ","), err)
		},
	})
}

func (*mails) reopen() error { return nil }

// Close waits for the mails that are to be sent.
func (m *mails) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if m.queue.Close(ctx) != nil {
		return errors.New("mails were not sent")
	}
	return nil
}
