package errorpage

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"
)

// mailServer takes mails on this machine, each of which it gives with the lines
// before it.
func mailServer(t *testing.T, extensions string) (addr string, got chan string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	got = make(chan string, 100)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			got <- takeMail(conn, extensions)
		}
	}()
	return listener.Addr().String(), got
}

func takeMail(conn net.Conn, extensions string) string {
	defer conn.Close()
	var all strings.Builder
	lines := bufio.NewScanner(conn)
	say := func(text string) { io.WriteString(conn, text+"\r\n") }
	say("220 test")
	for data := false; lines.Scan(); {
		line := lines.Text()
		all.WriteString(line + "\n")
		switch word, _, _ := strings.Cut(line, " "); {
		case data && line == ".":
			data = false
			say("250 taken")
		case data:
		case word == "EHLO" && extensions != "":
			say("250-test")
			say("250 " + extensions)
		case word == "AUTH" && extensions == "":
			say("502 no")
		case word == "AUTH":
			say("235 fine")
		case word == "DATA":
			data = true
			say("354 go on")
		case word == "QUIT":
			say("221 bye")
		default:
			say("250 fine")
		}
	}
	return all.String()
}

func report(message string) *Report {
	return &Report{ID: "0123", Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Kind: "string", Message: message, Method: "GET", Path: "/x",
		Frames: []Frame{{Function: "main.f", File: "/a/b.go", Line: 7}}, Config: []Setting{{"a", "é"}}}
}

func TestMailsAreSent(t *testing.T) {
	addr, got := mailServer(t, "")
	m := NewMailer(Mail{To: []string{"a@example.com", "b@example.com"}, From: "errors@localhost", Server: addr, Subject: "[site] "}, slog.New(slog.DiscardHandler))
	message := "it ś failed\r\nBcc: evil@example.com\r\n\r\n.\r\nQUIT"
	if err := m.Report(report(message)); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	text := <-got
	for _, line := range []string{"MAIL FROM:<errors@localhost>", "RCPT TO:<a@example.com>", "RCPT TO:<b@example.com>"} {
		if !strings.Contains(text, line) {
			t.Errorf("%q is not in %s", line, text)
		}
	}
	_, text, _ = strings.Cut(text, "DATA\n")
	text, rest, _ := strings.Cut(text, "\n.\n")
	if rest != "QUIT\n" {
		t.Errorf("after the mail comes %q", rest)
	}
	parsed, err := mail.ReadMessage(strings.NewReader(strings.ReplaceAll(text, "\n..", "\n.")))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject"))
	if err != nil || subject != "[site] it ś failed ..." || parsed.Header.Get("Bcc") != "" || parsed.Header.Get("To") != "a@example.com, b@example.com" {
		t.Errorf("%q, %v, %v", subject, parsed.Header, err)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(parsed.Body))
	if err != nil || !strings.Contains(string(body), "/a/b.go:7") || !strings.Contains(string(body), "a: é") || !strings.Contains(string(body), "Bcc: evil") {
		t.Errorf("%s, %v", body, err)
	}
}

func TestLogins(t *testing.T) {
	for extensions, want := range map[string]string{"AUTH PLAIN LOGIN": "AUTH PLAIN ", "AUTH CRAM-MD5 PLAIN": "AUTH CRAM-MD5"} {
		addr, got := mailServer(t, extensions)
		m := NewMailer(Mail{To: []string{"a@example.com"}, From: "errors@localhost", Server: addr, Username: "joe", Password: "pw"}, slog.New(slog.DiscardHandler))
		_ = m.Report(report("x"))
		_ = m.Close(context.Background())
		if text := <-got; !strings.Contains(text, want) {
			t.Errorf("%s: %s", extensions, text)
		}
	}
}

func TestMailsThatFail(t *testing.T) {
	addr, _ := mailServer(t, "")
	for name, m := range map[string]Mail{
		"nobody there":    {Server: "127.0.0.1:1"},
		"no TLS":          {Server: addr, UseTLS: true},
		"no login":        {Server: addr, Username: "joe", Password: "pw"},
		"two lines":       {Server: addr, From: "a@b\r\nDATA"},
		"two lines in to": {Server: addr, From: "a@b", To: []string{"c@d\nDATA"}},
	} {
		var log bytes.Buffer
		mailer := NewMailer(m, slog.New(slog.NewTextHandler(&log, nil)))
		if err := mailer.Report(report("x")); err != nil {
			t.Error(err)
		}
		if err := mailer.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if !strings.Contains(log.String(), "was not sent") {
			t.Errorf("%s: %s", name, &log)
		}
		if err := mailer.Report(report("x")); err == nil {
			t.Errorf("%s: it takes more after its end", name)
		}
		if err := mailer.Close(context.Background()); err != nil {
			t.Error(err)
		}
	}
}

// TestAServerThatTakesNothing has one that accepts connections and is silent.
func TestAServerThatTakesNothing(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	m := NewMailer(Mail{Server: listener.Addr().String()}, slog.New(slog.DiscardHandler))
	failed := false
	for range 100 {
		failed = failed || m.Report(report("x")) != nil
	}
	if !failed {
		t.Error("endless mails wait")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if err := m.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}
