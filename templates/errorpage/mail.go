package errorpage

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/smtp"
	"strings"
	"sync"
	"time"
)

// Mail are the addresses for mails about errors and the server that takes them.
type Mail struct {
	To       []string
	From     string
	Server   string // host or host:port
	Username string // "" when the server wants none
	Password string
	UseTLS   bool // by STARTTLS
	Subject  string
}

// Mailer sends a mail for each error, by a goroutine of its own, so that no
// request waits for it.
type Mailer struct {
	mail    Mail
	log     *slog.Logger
	reports chan *Report
	done    chan struct{}
	mu      sync.Mutex
	closed  bool
}

// pending is how many mails wait at most; those beyond are not sent.
const pending = 20

// NewMailer returns a mailer. Close it.
func NewMailer(mail Mail, log *slog.Logger) *Mailer {
	m := &Mailer{mail: mail, log: log, reports: make(chan *Report, pending), done: make(chan struct{})}
	go m.run()
	return m
}

// Report implements Reporter.
func (m *Mailer) Report(report *Report) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return errors.New("the server is shutting down")
	}
	select {
	case m.reports <- report:
		return nil
	default:
		return errors.New("too many mails wait to be sent")
	}
}

// Close sends the mails that wait, until ctx ends. Nothing is reported any more
// after that.
func (m *Mailer) Close(ctx context.Context) error {
	m.mu.Lock()
	if !m.closed {
		m.closed = true
		close(m.reports)
	}
	m.mu.Unlock()
	select {
	case <-m.done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("mails about errors were not sent: %w", ctx.Err())
	}
}

func (m *Mailer) run() {
	defer close(m.done)
	for report := range m.reports {
		if err := m.mail.send(report); err != nil {
			m.log.Error("a mail about an error was not sent", "id", report.ID, "err", err)
		}
	}
}

// patience is how long a server may take for a mail.
const patience = 30 * time.Second

func (m *Mail) send(report *Report) error {
	addr, host := m.Server, m.Server
	if name, _, err := net.SplitHostPort(addr); err == nil {
		host = name
	} else {
		addr = net.JoinHostPort(strings.Trim(addr, "[]"), "25")
	}
	conn, err := net.DialTimeout("tcp", addr, patience)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	client, err := smtp.NewClient(conn, host)
	if err != nil {
		return err
	}
	defer client.Close()
	if err := m.login(client, host); err != nil {
		return err
	}
	return m.transmit(client, report)
}

// login makes the connection one that the server takes mails from.
func (m *Mail) login(client *smtp.Client, host string) error {
	if m.UseTLS {
		if err := client.StartTLS(&tls.Config{ServerName: host}); err != nil {
			return err
		}
	}
	if m.Username == "" || m.Password == "" {
		return nil
	}
	if _, ways := client.Extension("AUTH"); strings.Contains(ways, "CRAM-MD5") {
		return client.Auth(smtp.CRAMMD5Auth(m.Username, m.Password))
	}
	return client.Auth(smtp.PlainAuth("", m.Username, m.Password, host))
}

func (m *Mail) transmit(client *smtp.Client, report *Report) error {
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
	if _, err := w.Write(m.message(report)); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return client.Quit()
}

// message is the mail. Addresses are those of the INI file; what comes from
// outside is in the subject and the body, coded so that it stays there.
func (m *Mail) message(report *Report) []byte {
	var b bytes.Buffer
	subject := strings.Join(strings.Fields(m.Subject+" "+report.Title()), " ")
	fmt.Fprintf(&b, "From: %s\r\nTo: %s\r\nSubject: %s\r\nDate: %s\r\n", m.From, strings.Join(m.To, ", "),
		mime.QEncoding.Encode("utf-8", clipSubject(subject)), report.Time.Format(time.RFC1123Z))
	fmt.Fprintf(&b, "Message-ID: <%s@pastegen.invalid>\r\nAuto-Submitted: auto-generated\r\n", report.ID)
	b.WriteString("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n")
	body := quotedprintable.NewWriter(&b)
	_, _ = body.Write([]byte(report.Text())) // a buffer takes all
	_ = body.Close()
	return b.Bytes()
}

func clipSubject(text string) string {
	const enough = 150
	if len(text) > enough {
		return strings.ToValidUTF8(text[:enough], "") + " ..."
	}
	return text
}
