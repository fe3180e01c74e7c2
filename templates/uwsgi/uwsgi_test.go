package uwsgi

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/pastegen/pastegen/templates/gateway"
)

// packet makes a packet of variables.
func packet(kind byte, pairs ...string) string {
	var body []byte
	for _, text := range pairs {
		body = binary.LittleEndian.AppendUint16(body, uint16(len(text)))
		body = append(body, text...)
	}
	header := binary.LittleEndian.AppendUint16([]byte{kind}, uint16(len(body)))
	return string(append(header, 0)) + string(body)
}

// speak sends a request to Protocol, and returns what it answers, what it has
// served with, and its error.
func speak(t *testing.T, request, say string, complete bool) (answer, served string, err error) {
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
		for _, part := range strings.SplitAfter(say, "|") {
			_, _ = io.WriteString(answer, strings.TrimSuffix(part, "|"))
		}
		return complete
	})
	conn.Close()
	text, readErr := io.ReadAll(client)
	if (readErr == nil) != complete {
		t.Errorf("%q: reading the answer: %v", request, readErr)
	}
	return string(text), served, err
}

func TestRequest(t *testing.T) {
	for _, tt := range []struct{ request, served string }{
		{packet(0, "A", "", "B", "c"), "map[A: B:c]"},
		{packet(0, "CONTENT_LENGTH", "3") + "abcdef", "map[CONTENT_LENGTH:3]abc"},
		{packet(0, "CONTENT_LENGTH", ""), "map[CONTENT_LENGTH:]"},
		{packet(0, "CONTENT_LENGTH", "-1") + "abc", "map[CONTENT_LENGTH:-1]"}, // which gateway.NewRequest refuses
		{packet(0, "CONTENT_LENGTH", "1", "CONTENT_LENGTH", "2") + "ab", "map[CONTENT_LENGTH:1, 2]"},
		{packet(0, "HTTP_COOKIE", "a=1", "HTTP_COOKIE", "b=2"), "map[HTTP_COOKIE:a=1; b=2]"},
		{packet(0), "map[]"},
		{packet(30, "SCRIPT_NAME", "/app", "PATH_INFO", "/app/x"), "map[PATH_INFO:/x SCRIPT_NAME:/app]"},
		{packet(30, "SCRIPT_NAME", "/app", "PATH_INFO", "/app"), "map[PATH_INFO: SCRIPT_NAME:/app]"},
	} {
		answer, served, err := speak(t, tt.request, "Status: 404 Not Found\r\n|\r\n|body", true)
		if served != tt.served || err != nil || answer != "HTTP/1.1 404 Not Found\r\n\r\nbody" {
			t.Errorf("%q: served %s, %v, answered %q", tt.request, served, err, answer)
		}
	}
	if answer, _, err := speak(t, packet(0), "A: b\r\n\r\n", true); answer != "HTTP/1.1 200 OK\r\nA: b\r\n\r\n" || err != nil {
		t.Errorf("%q %v", answer, err)
	}
	if _, _, err := speak(t, packet(0), "Status: 200 OK\r\n\r\nhal", false); err != nil {
		t.Error(err)
	}
	if answer, served, err := speak(t, packet(100), "", true); answer != "\x64\x00\x00\x01" || served != "" || err != nil {
		t.Errorf("%q %s %v", answer, served, err)
	}
}

func TestWhatIsNoRequest(t *testing.T) {
	for request, want := range map[string]string{
		"":                                   "EOF",
		"\x00":                               "unexpected EOF",
		"\x00\x05\x00\x00ab":                 "the variables are cut off",
		"\x00\x01\x00\x00a":                  "the name of a variable is longer",
		"\x00\x03\x00\x00\x05\x00a":          "the name of a variable is longer",
		"\x00\x03\x00\x00\x01\x00a":          `the value of "a" is longer`,
		"\x00\x06\x00\x00\x01\x00a\x09\x00b": `the value of "a" is longer`,
		packet(5, "A", "b"):                  "a packet of kind 5",
		"GET / HTTP/1.1\r\n\r\n":             "a packet of kind 71",
		packet(30, "SCRIPT_NAME", "/a", "PATH_INFO", "/ab"): "does not begin with SCRIPT_NAME",
	} {
		answer, served, err := speak(t, request, "", true)
		if err == nil || !strings.Contains(err.Error(), want) || answer != "" || served != "" {
			t.Errorf("%q: %v, want %s; answered %q", request, err, want, answer)
		}
	}
}

// TestSizeOfVariables: there may be so many bytes of them, and any number of those
// of a ping, which nobody keeps.
func TestSizeOfVariables(t *testing.T) {
	for _, kind := range []byte{kindApp, kindMount, kindPing} {
		for most, fits := range map[int]bool{6: true, 5: false, 0: false} {
			if _, _, err := readPacket(strings.NewReader(packet(kind, "a", "b")), most); (err == nil) != (fits || kind == kindPing) {
				t.Errorf("kind %d, up to %d bytes: %v", kind, most, err)
			}
		}
	}
}

// FuzzPacket has what web servers do not send.
func FuzzPacket(f *testing.F) {
	f.Add([]byte(packet(0, "A", "b", "A", "c")))
	f.Add([]byte(packet(30, "SCRIPT_NAME", "/a", "PATH_INFO", "/a/b")))
	f.Add([]byte("\x00\x06\x00\x00\x01\x00a\x09\x00b"))
	f.Fuzz(func(t *testing.T, data []byte) {
		kind, variables, err := readPacket(bytes.NewReader(data), gateway.MaxVariables)
		if err != nil || kind != 0 {
			return
		}
		size := 0
		for name, value := range variables {
			size += len(name) + len(value)
		}
		if size > len(data) {
			t.Errorf("%d bytes of variables in %d", size, len(data))
		}
	})
}

// FuzzProtocol has the whole connection.
func FuzzProtocol(f *testing.F) {
	f.Add([]byte(packet(0, "CONTENT_LENGTH", "3") + "abc"))
	f.Fuzz(func(t *testing.T, data []byte) {
		client, conn := net.Pipe()
		go func() {
			_, _ = client.Write(data)
			client.Close()
		}()
		err := Protocol(conn, gateway.MaxVariables, gateway.Respond(func(_ context.Context, _ map[string]string, body io.Reader, _ io.Writer) bool {
			_, _ = io.Copy(io.Discard, body)
			return true
		}))
		conn.Close()
		client.Close()
		if errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

func TestAnswerThatNobodyTakes(t *testing.T) {
	near, far := net.Pipe()
	far.Close()
	if n, err := (&answer{Writer: near}).Write([]byte("Status: 200 OK\r\n")); n != 0 || err == nil {
		t.Errorf("%d bytes, %v", n, err)
	}
}
