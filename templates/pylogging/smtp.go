package pylogging

import (
	"crypto/tls"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/smtp"
	"os"
	"strings"
	"sync"
	"time"
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
	m := &mailer{SMTP: s, mails: make(chan []byte, pending), done: make(chan struct{})}
	go m.run()
	return m, nil
}

const (
	pending  = 20               // mails wait at most; those beyond are not sent
	patience = 10 * time.Second // for a mail, and for those that wait at the end
)

// mailer sends mails by a goroutine of its own, so that no request waits for it.
type mailer struct {
	SMTP
	mails chan []byte
	done  chan struct{}
	end   sync.Once
}

func (m *mailer) emit(line string, _ Level, at time.Time) error {
	header := fmt.Sprintf("From: %s\r\nTo: %s\r\nSubject: %s\r\nDate: %s\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n",
		m.From, strings.Join(m.To, ","), mime.QEncoding.Encode("utf-8", m.Subject), at.Format(time.RFC1123Z))
	select {
	case m.mails <- []byte(header + strings.ReplaceAll(line, "\n", "\r\n") + "\r\n"):
		return nil
	default:
		return errors.New("too many mails wait to be sent")
	}
}

func (*mailer) reopen() error { return nil }

// Close waits for the mails that are to be sent.
func (m *mailer) Close() error {
	m.end.Do(func() { close(m.mails) })
	select {
	case <-m.done:
		return nil
	case <-time.After(patience):
		return errors.New("mails were not sent")
	}
}

func (m *mailer) run() {
	defer close(m.done)
	for mail := range m.mails {
		if err := m.send(mail); err != nil {
			fmt.Fprintf(os.Stderr, "cannot send a mail to %s: %v\n", strings.Join(m.To, ","), err)
		}
	}
}

// send sends one mail.
func (m *mailer) send(mail []byte) error {
	addr, host := m.Host, m.Host
	if name, _, err := net.SplitHostPort(addr); err == nil {
		host = name
	} else {
		addr = net.JoinHostPort(addr, "25")
	}
	conn, err := net.DialTimeout("tcp", addr, patience)
	if err != nil {
		return err
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(patience))
	client, err := smtp.NewClient(conn, host)
	if err != nil {
		return err
	}
	if m.StartTLS {
		err = client.StartTLS(&tls.Config{ServerName: host})
	}
	if err == nil && m.User != "" {
		err = client.Auth(smtp.PlainAuth("", m.User, m.Password, host))
	}
	if err != nil {
		return err
	}
	return m.transmit(client, mail)
}

func (m *mailer) transmit(client *smtp.Client, mail []byte) error {
	if err := client.Mail(m.From); err != nil {
		return err
	}
	for _, to := range m.To {
		if err := client.Rcpt(to); err != nil {
			return err
		}
	}
	data, err := client.Data()
	if err != nil {
		return err
	}
	_, err = data.Write(mail)
	return errors.Join(err, data.Close(), client.Quit())
}
