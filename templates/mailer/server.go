package mailer

import (
	"crypto/tls"
	"net"
	"net/smtp"
	"strings"
	"time"
)

// Server is one that takes mails.
type Server struct {
	Addr               string // a host, or HOST:PORT; the port is 25 without one
	Username, Password string // "" where the server wants none
	StartTLS           bool
	Patience           time.Duration // how long a mail may take
}

func (s Server) send(m Mail) error {
	addr, host := s.Addr, s.Addr
	if name, _, err := net.SplitHostPort(addr); err == nil {
		host = name
	} else {
		addr = net.JoinHostPort(strings.Trim(addr, "[]"), "25")
	}
	conn, err := net.DialTimeout("tcp", addr, s.Patience)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(s.Patience)); err != nil {
		return err
	}
	client, err := smtp.NewClient(conn, host)
	if err != nil {
		return err
	}
	defer client.Close()
	if err := s.login(client, host); err != nil {
		return err
	}
	return m.transmit(client)
}

// login makes the connection one that the server takes mails from. As Python's
// smtplib does, it says the password itself only where the server knows no other
// way.
func (s Server) login(client *smtp.Client, host string) error {
	if s.StartTLS {
		if err := client.StartTLS(&tls.Config{ServerName: host}); err != nil {
			return err
		}
	}
	if s.Username == "" {
		return nil
	}
	if _, ways := client.Extension("AUTH"); strings.Contains(ways, "CRAM-MD5") {
		return client.Auth(smtp.CRAMMD5Auth(s.Username, s.Password))
	}
	return client.Auth(smtp.PlainAuth("", s.Username, s.Password, host))
}
