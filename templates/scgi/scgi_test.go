package scgi

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/gateway"
	"github.com/pastegen/pastegen/templates/intake"
)

// speak sends a request to Protocol and returns what it answers, what it
// returns, and the variables and body it has served with.
func speak(t *testing.T, request string, complete bool) (answer, served string, err error) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	client, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(client, request); err != nil {
		t.Fatal(err)
	}
	_ = client.(*net.TCPConn).CloseWrite()
	err = Protocol(conn, gateway.MaxVariables, func(_ context.Context, variables map[string]string, body io.Reader, answer io.Writer) bool {
		text, _ := io.ReadAll(body)
		served = fmt.Sprint(variables, string(text))
		fmt.Fprint(answer, "Status: 200 OK\r\n\r\nhello")
		return complete
	})
	conn.Close()
	text, readErr := io.ReadAll(client)
	if (readErr == nil) != complete {
		t.Errorf("%q: reading the answer: %v", request, readErr)
	}
	return string(text), served, err
}

// netstring makes the header of a request.
func netstring(pairs ...string) string {
	text := strings.Join(pairs, "\x00") + "\x00"
	return fmt.Sprintf("%d:%s,", len(text), text)
}

func TestRequest(t *testing.T) {
	for request, want := range map[string]string{
		netstring("CONTENT_LENGTH", "3", "SCGI", "1", "A", "") + "abcdef":                                                   "map[A: CONTENT_LENGTH:3 SCGI:1]abc",
		netstring("CONTENT_LENGTH", "", "SCGI", "1") + "abc":                                                                "map[CONTENT_LENGTH: SCGI:1]",
		netstring("CONTENT_LENGTH", "0", "SCGI", "1", "HTTP_A", "1", "HTTP_A", "2", "HTTP_COOKIE", "a", "HTTP_COOKIE", "b"): "map[CONTENT_LENGTH:0 HTTP_A:1, 2 HTTP_COOKIE:a; b SCGI:1]",
		netstring("CONTENT_LENGTH", "-1", "SCGI", "1") + "abc":                                                              "map[CONTENT_LENGTH:-1 SCGI:1]", // which gateway.NewRequest refuses
		// the example of the specification
		"70:CONTENT_LENGTH\x0027\x00SCGI\x001\x00REQUEST_METHOD\x00POST\x00REQUEST_URI\x00/deepthought\x00,What is the answer to life?": "map[CONTENT_LENGTH:27 REQUEST_METHOD:POST REQUEST_URI:/deepthought SCGI:1]What is the answer to life?",
	} {
		answer, served, err := speak(t, request, true)
		if err != nil || served != want || answer != "Status: 200 OK\r\n\r\nhello" {
			t.Errorf("%q: served with %q, answered %q (%v)", request, served, answer, err)
		}
	}
}

// untimed is a connection for which no more deadlines than so many can be set.
type untimed struct {
	net.Conn
	deadlines int
}

func (c *untimed) SetReadDeadline(time.Time) error {
	if c.deadlines--; c.deadlines < 0 {
		return net.ErrClosed
	}
	return nil
}

// TestNoDeadline: a request is not served that could take for ever, or could be
// cut off.
func TestNoDeadline(t *testing.T) {
	for deadlines := range 2 {
		client, conn := net.Pipe()
		go io.WriteString(client, netstring("CONTENT_LENGTH", "0", "SCGI", "1"))
		err := Protocol(&untimed{conn, deadlines}, gateway.MaxVariables, func(context.Context, map[string]string, io.Reader, io.Writer) bool {
			t.Errorf("it is served after %d deadlines", deadlines)
			return true
		})
		if err != net.ErrClosed {
			t.Errorf("%v after %d deadlines", err, deadlines)
		}
		client.Close()
	}
}

func TestAnswerThatIsCutOff(t *testing.T) {
	if _, _, err := speak(t, netstring("CONTENT_LENGTH", "0", "SCGI", "1"), false); err != nil {
		t.Error(err)
	}
}

func TestBadRequests(t *testing.T) {
	for request, want := range map[string]string{
		"":                               "EOF",
		"12":                             "scgi: the header is cut off",
		":":                              `scgi: ':' in the length of the header`,
		"GET ":                           `scgi: 'G' in the length of the header`,
		"999999999999999999999:":         "scgi: the header is larger than 262144 bytes",
		"10:abc":                         "scgi: the header is cut off",
		"3:abc,":                         "scgi: the header is not a netstring",
		"3:ab\x00;":                      "scgi: the header is not a netstring",
		"0:,":                            "scgi: the header is not a netstring",
		netstring("A", "1", "SCGI", "1"): "scgi: the header is not one of pairs",
		netstring("CONTENT_LENGTH"):      "scgi: the header is not one of pairs",
		netstring("CONTENT_LENGTH", "0"): "scgi: the header has no SCGI",
	} {
		_, served, err := speak(t, request, true)
		if err == nil || !strings.HasPrefix(err.Error(), want) || served != "" {
			t.Errorf("%q: served %q, error %v, want %s", request, served, err, want)
		}
	}
}

// TestHandlerHearsOfTheEnd has web servers that end the connection, as they do
// when their client has gone.
func TestHandlerHearsOfTheEnd(t *testing.T) {
	for _, size := range []int{0, 10, 5_000_000} {
		client, conn := pair(t)
		heard := make(chan bool, 1)
		result := make(chan error, 1)
		go func() {
			result <- Protocol(conn, gateway.MaxVariables, func(ctx context.Context, variables map[string]string, body io.Reader, _ io.Writer) bool {
				variables["REQUEST_METHOD"] = "POST"
				r, err := gateway.NewRequest(ctx, variables, body, nil)
				if err != nil {
					t.Error(err)
					return false
				}
				if body, ok := r.Body.(*intake.Body); ok {
					defer body.Release()
				}
				<-ctx.Done()
				heard <- true
				return true
			})
		}()
		go func() {
			fmt.Fprint(client, netstring("CONTENT_LENGTH", fmt.Sprint(size), "SCGI", "1"), strings.Repeat("x", size))
			client.Close()
		}()
		select {
		case <-heard:
		case <-time.After(10 * time.Second):
			t.Fatalf("after %d bytes nobody hears of it", size)
		}
		<-result
		conn.Close()
	}
}

// pair returns the ends of a connection.
func pair(t *testing.T) (client, conn net.Conn) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	client, err = net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	conn, err = listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); conn.Close() })
	return client, conn
}

// TestBodyThatIsTooShort has connections that end before the body does.
func TestBodyThatIsTooShort(t *testing.T) {
	client, conn := pair(t)
	fmt.Fprint(client, netstring("CONTENT_LENGTH", "5", "SCGI", "1"), "abc")
	client.Close()
	err := Protocol(conn, gateway.MaxVariables, func(_ context.Context, _ map[string]string, body io.Reader, _ io.Writer) bool {
		if text, err := io.ReadAll(body); string(text) != "abc" || err != io.ErrUnexpectedEOF {
			t.Errorf("%q %v", text, err)
		}
		return true
	})
	if err != nil {
		t.Error(err)
	}
}

// TestBodyThatIsNotRead has one that is larger than what a connection holds.
func TestBodyThatIsNotRead(t *testing.T) {
	client, conn := pair(t)
	go func() {
		_ = Protocol(conn, gateway.MaxVariables, func(_ context.Context, _ map[string]string, _ io.Reader, answer io.Writer) bool {
			fmt.Fprint(answer, "early")
			return true
		})
		conn.Close()
	}()
	fmt.Fprint(client, netstring("CONTENT_LENGTH", "20000000", "SCGI", "1"))
	if _, err := io.WriteString(client, strings.Repeat("x", 20_000_000)); err != nil {
		t.Error(err)
	}
	if err := client.(*net.TCPConn).CloseWrite(); err != nil {
		t.Error(err)
	}
	if text, err := io.ReadAll(client); string(text) != "early" || err != nil {
		t.Errorf("%q %v", text, err)
	}
}

func FuzzVariables(f *testing.F) {
	f.Add(netstring("CONTENT_LENGTH", "3", "SCGI", "1", "A", "") + "abc")
	f.Fuzz(func(t *testing.T, request string) {
		client, conn := net.Pipe()
		go func() {
			_, _ = io.WriteString(client, request)
			client.Close()
		}()
		_ = Protocol(conn, gateway.MaxVariables, func(_ context.Context, variables map[string]string, body io.Reader, _ io.Writer) bool {
			if variables["SCGI"] != "1" {
				t.Errorf("served with %v", variables)
			}
			_, _ = io.Copy(io.Discard, body)
			return true
		})
		conn.Close()
	})
}
