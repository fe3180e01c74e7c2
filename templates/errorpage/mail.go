package errorpage

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"mime"
	"mime/quotedprintable"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/mailer"
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
	mail  Mail
	log   *slog.Logger
	queue *mailer.Queue
}

// patience is how long a server may take for a mail.
const patience = 30 * time.Second

// NewMailer returns a mailer. Close it.
func NewMailer(mail Mail, log *slog.Logger) *Mailer {
	server := mailer.Server{Addr: mail.Server, StartTLS: mail.UseTLS, Patience: patience}
	if mail.Username != "" && mail.Password != "" {
		server.Username, server.Password = mail.Username, mail.Password
	}
	return &Mailer{mail, log, mailer.NewQueue(server)}
}

// Report implements Reporter.
func (m *Mailer) Report(report *Report) error {
	return m.queue.Add(mailer.Mail{
		From: m.mail.From, To: m.mail.To,
		Message: func() []byte { return m.mail.message(report) },
		Failed:  func(err error) { m.log.Error("a mail about an error was not sent", "id", report.ID, "err", err) },
	})
}

// Close sends the mails that wait, until ctx ends. Nothing is reported any more
// after that.
func (m *Mailer) Close(ctx context.Context) error {
	if err := m.queue.Close(ctx); err != nil {
		return fmt.Errorf("mails about errors were not sent: %w", err)
	}
	return nil
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
