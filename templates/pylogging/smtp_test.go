package pylogging

import (
	"bufio"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"
)

// mailServer takes one mail, and gives the lines that its client has sent.
func mailServer(t *testing.T) (addr string, lines <-chan []string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	got := make(chan []string, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
		fmt.Fprint(conn, "220 here\r\n")
		var all []string
		inside := false
		for in := bufio.NewScanner(conn); in.Scan(); {
			line := in.Text()
			all = append(all, line)
			switch {
			case inside && line != ".":
				continue
			case line == "DATA":
				inside = true
				fmt.Fprint(conn, "354 go on\r\n")
				continue
			case strings.HasPrefix(line, "EHLO"):
				fmt.Fprint(conn, "250-here\r\n250 AUTH PLAIN\r\n")
				continue
			case strings.HasPrefix(line, "AUTH"):
				fmt.Fprint(conn, "235 welcome\r\n")
				continue
			case line == "QUIT":
				fmt.Fprint(conn, "221 bye\r\n")
				got <- all
				return
			}
			inside = false
			fmt.Fprint(conn, "250 fine\r\n")
		}
		got <- all
	}()
	return l.Addr().String(), got
}

func TestSMTPHandler(t *testing.T) {
	addr, lines := mailServer(t)
	host, port, _ := net.SplitHostPort(addr)
	l := configured(t, minimal+"level=ERROR\nclass=handlers.SMTPHandler\nargs=(('"+host+"', "+port+"), 'site@example.com', ['a@example.com', 'b@example.com'], 'Oh\\nBcc: no', ('u', 'p'))", "")
	slog.New(l).Warn("not important enough")
	slog.New(l).Error("it burns", "stack", "here\n.\nthere")
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	slog.New(l).Error("too late to be sent")
	var got []string
	select {
	case got = <-lines:
	case <-time.After(10 * time.Second):
		t.Fatal("no mail")
	}
	text := strings.Join(got, "\n")
	for _, want := range []string{
		"AUTH PLAIN", "MAIL FROM:<site@example.com>", "RCPT TO:<a@example.com>", "RCPT TO:<b@example.com>",
		"To: a@example.com,b@example.com", "\n\nit burns\nhere\n..\nthere\n.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "\nBcc") || strings.Contains(text, "not important") {
		t.Errorf("it says\n%s", text)
	}
}
