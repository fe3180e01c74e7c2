package scgi

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
)

// speak sends a request to Protocol and returns what it answers, what it returns, and the variables and body it has
// served with.
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
	err = Protocol(conn, func(_ context.Context, variables map[string]string, body io.Reader, answer io.Writer) bool {
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
		// the example of the specification
		"70:CONTENT_LENGTH\x0027\x00SCGI\x001\x00REQUEST_METHOD\x00POST\x00REQUEST_URI\x00/deepthought\x00,What is the answer to life?": "map[CONTENT_LENGTH:27 REQUEST_METHOD:POST REQUEST_URI:/deepthought SCGI:1]What is the answer to life?",
	} {
		answer, served, err := speak(t, request, true)
		if err != nil || served != want || answer != "Status: 200 OK\r\n\r\nhello" {
			t.Errorf("%q: served with %q, answered %q (%v)", request, served, answer, err)
		}
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
		netstring("CONTENT_LENGTH", "-1", "SCGI", "1"): `scgi: the CONTENT_LENGTH is not a length: "-1"`,
	} {
		_, served, err := speak(t, request, true)
		if err == nil || !strings.HasPrefix(err.Error(), want) || served != "" {
			t.Errorf("%q: served %q, error %v, want %s", request, served, err, want)
		}
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
		_ = Protocol(conn, func(_ context.Context, variables map[string]string, body io.Reader, _ io.Writer) bool {
			if variables["SCGI"] != "1" {
				t.Errorf("served with %v", variables)
			}
			_, _ = io.Copy(io.Discard, body)
			return true
		})
		conn.Close()
	})
}
