package mailer

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"
)

// mailServer takes one mail, and gives the lines that its client has sent. A line
// with the word refused is refused; "" is the greeting.
func mailServer(t *testing.T, ways, refused string) (addr string, lines <-chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	got := make(chan string, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		var all strings.Builder
		if refused == "" {
			fmt.Fprint(conn, "554 not here\r\n")
		} else {
			fmt.Fprint(conn, "220 here\r\n")
		}
		for in := bufio.NewScanner(conn); in.Scan(); {
			fmt.Fprintln(&all, in.Text())
			word, _, _ := strings.Cut(in.Text(), " ")
			answer, known := map[string]string{"EHLO": "250-here\r\n250 AUTH " + ways, "AUTH": "235 welcome", "DATA": "354 go on", "*": "501 stopped", "QUIT": "221 bye"}[word]
			switch {
			case word == refused:
				fmt.Fprint(conn, "550 no\r\n")
			case known:
				fmt.Fprint(conn, answer+"\r\n")
			case in.Text() == "." || word == "MAIL" || word == "RCPT":
				fmt.Fprint(conn, "250 fine\r\n")
			}
		}
		got <- all.String()
	}()
	return l.Addr().String(), got
}

func TestQueue(t *testing.T) {
	for ways, want := range map[string]string{"PLAIN": "AUTH PLAIN AGpvZQBwdw==\n", "PLAIN CRAM-MD5": "AUTH CRAM-MD5\n"} {
		addr, lines := mailServer(t, ways, "nothing")
		q := NewQueue(Server{Addr: addr, Username: "joe", Password: "pw", Patience: 10 * time.Second})
		failed := func(err error) { t.Error(err) }
		mail := Mail{From: "a@example.com", To: []string{"b@example.com", "c@example.com"}, Message: func() []byte { return []byte("Subject: x\r\n\r\ny\r\n") }, Failed: failed}
		if err := q.Add(mail); err != nil {
			t.Error(err)
		}
		for range 2 {
			if err := q.Close(context.Background()); err != nil {
				t.Error(err)
			}
		}
		want += "MAIL FROM:<a@example.com>\nRCPT TO:<b@example.com>\nRCPT TO:<c@example.com>\nDATA\nSubject: x\n\ny\n.\nQUIT\n"
		if got := <-lines; !strings.HasSuffix(got, want) {
			t.Errorf("%s: it says\n%s", ways, got)
		}
		if q.Add(mail) == nil {
			t.Error("it takes more after its end")
		}
	}
}

// TestRefused has servers that do not take the mail, which must be told.
func TestRefused(t *testing.T) {
	for _, refused := range []string{"", "AUTH", "MAIL", "RCPT", "DATA", "."} {
		addr, lines := mailServer(t, "PLAIN", refused)
		failed := ""
		q := NewQueue(Server{Addr: addr, Username: "joe", Password: "pw", Patience: 20 * time.Second})
		mail := Mail{From: "a@example.com", To: []string{"b@example.com"}, Message: func() []byte { return []byte("Subject: x\r\n\r\ny\r\n") }, Failed: func(err error) { failed = err.Error() }}
		if err := q.Add(mail); err != nil {
			t.Error(err)
		}
		if err := q.Close(context.Background()); err != nil {
			t.Error(err)
		}
		<-lines // the connection is closed
		if want := map[bool]string{true: "554", false: "550"}[refused == ""]; !strings.HasPrefix(failed, want) {
			t.Errorf("%q is refused: the mail fails with %q, want a %s", refused, failed, want)
		}
	}
}

func TestNobodyThere(t *testing.T) {
	var failed error
	q := NewQueue(Server{Addr: "127.0.0.1:1", Patience: time.Second})
	_ = q.Add(Mail{Failed: func(err error) { failed = err }})
	_ = q.Close(context.Background())
	if failed == nil {
		t.Error("nothing has failed")
	}
}

// TestManyWait has a server that accepts connections and is silent.
func TestManyWait(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	q := NewQueue(Server{Addr: l.Addr().String(), Patience: time.Minute})
	taken := 0
	for range 100 {
		if q.Add(Mail{Failed: func(error) {}}) == nil {
			taken++
		}
	}
	if taken != pending && taken != pending+1 { // one may be on its way
		t.Errorf("%d wait", taken)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if err := q.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}
