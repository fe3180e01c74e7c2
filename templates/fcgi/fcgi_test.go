package fcgi

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/gateway"
	"github.com/pastegen/pastegen/templates/intake"
)

// record makes a record as a web server sends it, with some padding.
func record(kind byte, id uint16, content string) string {
	header := []byte{1, kind, 0, 0, 0, 0, 3, 0}
	binary.BigEndian.PutUint16(header[2:], id)
	binary.BigEndian.PutUint16(header[4:], uint16(len(content)))
	return string(header) + content + "pad"
}

// begin makes the records of a request up to its body.
func begin(id uint16, flags byte, pairs ...string) string {
	return record(recordBegin, id, string([]byte{0, roleResponder, flags, 0, 0, 0, 0, 0})) + params(id, pairs...)
}

func params(id uint16, pairs ...string) string {
	var text []byte
	for i := 0; i < len(pairs); i += 2 {
		for _, part := range pairs[i : i+2] {
			if len(part) < 128 {
				text = append(text, byte(len(part)))
			} else {
				text = binary.BigEndian.AppendUint32(text, uint32(len(part))|1<<31)
			}
		}
		text = append(text, pairs[i]+pairs[i+1]...)
	}
	all := ""
	for len(text) > 0 {
		n := min(len(text), 1000) // so that pairs are split
		all, text = all+record(recordParams, id, string(text[:n])), text[n:]
	}
	return all + record(recordParams, id, "")
}

func stdin(id uint16, body string) string {
	all := ""
	if body != "" {
		all = record(recordStdin, id, body)
	}
	return all + record(recordStdin, id, "")
}

type serveFunc = func(ctx context.Context, variables map[string]string, body io.Reader, answer io.Writer) bool

// connect runs Protocol for a connection, whose other end it returns. result
// has what it returns.
func connect(t *testing.T, serve serveFunc) (client *net.TCPConn, result chan error) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	dialed, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dialed.Close() })
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if err := dialed.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	result = make(chan error, 1)
	go func() {
		result <- Protocol(conn, gateway.MaxVariables, serve)
		conn.Close()
	}()
	return dialed.(*net.TCPConn), result
}

// answers reads records up to the end of the connection, or until so many
// requests have ended, as "kind/id content".
func answers(in io.Reader, ends int) (text string, err error) {
	var all []string
	buffered := bufio.NewReader(in)
	for ends > 0 {
		kind, id, content, err := readRecord(buffered)
		if err != nil {
			return strings.Join(all, " "), err
		}
		all = append(all, fmt.Sprintf("%d/%d %q", kind, id, content))
		if kind == recordEnd {
			ends--
		}
	}
	return strings.Join(all, " "), nil
}

// echo answers with its variables and body.
func echo(_ context.Context, variables map[string]string, body io.Reader, answer io.Writer) bool {
	text, err := io.ReadAll(body)
	fmt.Fprintf(answer, "%v %s %v", variables, text, err)
	return true
}

const ended = `6/1 "" 3/1 "\x00\x00\x00\x00\x00\x00\x00\x00"`

func TestRequest(t *testing.T) {
	long := strings.Repeat("x", 3000)
	for _, tt := range []struct{ request, want string }{
		{begin(1, 0, "A", "1", "B", "") + stdin(1, "body"), `6/1 "map[A:1 B:] body <nil>" ` + ended},
		{begin(1, 0, "LONG", long) + stdin(1, ""), `6/1 "map[LONG:` + long + `]  <nil>" ` + ended},
		{begin(1, 0, "HTTP_A", "1", "HTTP_A", "2", "HTTP_COOKIE", "a", "HTTP_COOKIE", "b") + stdin(1, ""), `6/1 "map[HTTP_A:1, 2 HTTP_COOKIE:a; b]  <nil>" ` + ended},
		{begin(1, flagKeepConn) + stdin(1, "one"), `6/1 "map[] one <nil>" ` + ended},
		{record(recordGetValues, 0, "\x0f\x00FCGI_MPXS_CONNS") + begin(1, 0) + stdin(1, ""), `10/0 "\x0f\x01FCGI_MPXS_CONNS0" 6/1 "map[]  <nil>" ` + ended},
		{begin(1, 0, "A", "1") + record(recordStdin, 2, "of another") + stdin(1, "body"), `6/1 "map[A:1] body <nil>" ` + ended},
		{"\x01\x01\x00\x01\x00\x08\x00\x00" + "\x00\x01\x00\x00\x00\x00\x00\x00" + // as the specification has the numbers
			"\x01\x04\x00\x01\x00\x04\x00\x00" + "\x01\x01A1" + "\x01\x04\x00\x01\x00\x00\x00\x00" +
			"\x01\x05\x00\x01\x00\x04\x00\x00" + "body" + "\x01\x05\x00\x01\x00\x00\x00\x00", `6/1 "map[A:1] body <nil>" ` + ended},
		{record(77, 0, "") + begin(1, 0) + stdin(1, ""), `11/0 "M\x00\x00\x00\x00\x00\x00\x00" 6/1 "map[]  <nil>" ` + ended},
		{record(recordBegin, 1, "\x00\x02\x00\x00\x00\x00\x00\x00"), `3/1 "\x00\x00\x00\x00\x03\x00\x00\x00"`},
	} {
		client, _ := connect(t, echo)
		if _, err := io.WriteString(client, tt.request); err != nil {
			t.Fatal(err)
		}
		if got, err := answers(client, 1); got != tt.want || err != nil {
			t.Errorf("%.300q (%v), want %.300q", got, err, tt.want)
		}
	}
}

func TestLargeAnswerIsSplit(t *testing.T) {
	client, _ := connect(t, func(_ context.Context, _ map[string]string, _ io.Reader, answer io.Writer) bool {
		n, err := answer.Write(bytes.Repeat([]byte("y"), 200_000))
		return n == 200_000 && err == nil
	})
	fmt.Fprint(client, begin(1, 0)+stdin(1, ""))
	if got, err := answers(client, 1); strings.Count(got, "y") != 200_000 || !strings.HasSuffix(got, ended) || err != nil {
		t.Errorf("%d bytes (%v)", len(got), err)
	}
}

// TestAnswerToNobody: who writes hears that the web server has gone.
func TestAnswerToNobody(t *testing.T) {
	conn, client := net.Pipe()
	client.Close()
	if n, err := (answer{&connection{conn: conn}, 1}).Write([]byte("x")); n != 0 || err == nil {
		t.Errorf("%d bytes (%v)", n, err)
	}
}

func TestConnectionIsKept(t *testing.T) {
	client, _ := connect(t, echo)
	for i := range 3 {
		fmt.Fprint(client, begin(1, flagKeepConn, "N", fmt.Sprint(i))+stdin(1, ""))
		if got, err := answers(client, 1); got != fmt.Sprintf(`6/1 "map[N:%d]  <nil>" `, i)+ended || err != nil {
			t.Errorf("%s (%v)", got, err)
		}
	}
	fmt.Fprint(client, begin(1, 0)+stdin(1, ""))
	if _, err := answers(client, 2); err != io.EOF {
		t.Errorf("the connection ends with %v", err)
	}
}

// TestBodyThatIsNotRead has bodies that are larger than what a connection holds.
func TestBodyThatIsNotRead(t *testing.T) {
	for _, flags := range []byte{0, flagKeepConn} {
		client, _ := connect(t, func(_ context.Context, _ map[string]string, _ io.Reader, answer io.Writer) bool {
			fmt.Fprint(answer, "early")
			return true
		})
		go func() {
			fmt.Fprint(client, begin(1, flags))
			for range 100 {
				fmt.Fprint(client, record(recordStdin, 1, strings.Repeat("x", 60_000)))
			}
			fmt.Fprint(client, record(recordStdin, 1, ""))
		}()
		if got, err := answers(client, 1); got != `6/1 "early" `+ended || err != nil {
			t.Errorf("%s (%v)", got, err)
		}
	}
}

func TestSecondRequestAtATimeIsRefused(t *testing.T) {
	release := make(chan bool)
	client, _ := connect(t, func(context.Context, map[string]string, io.Reader, io.Writer) bool { return <-release })
	fmt.Fprint(client, begin(1, flagKeepConn)+stdin(1, "")+begin(2, flagKeepConn)+stdin(2, ""))
	if got, err := answers(client, 1); got != `3/2 "\x00\x00\x00\x00\x01\x00\x00\x00"` || err != nil {
		t.Errorf("%s (%v)", got, err)
	}
	release <- true
	if got, err := answers(client, 1); got != ended || err != nil {
		t.Errorf("%s (%v)", got, err)
	}
}

// TestHandlerHearsOfTheEnd has requests that are aborted, and connections that
// are gone.
func TestHandlerHearsOfTheEnd(t *testing.T) {
	for name, end := range map[string]func(*net.TCPConn){
		"abort": func(c *net.TCPConn) { fmt.Fprint(c, record(recordAbort, 1, "")) },
		"close": func(c *net.TCPConn) { c.Close() },
	} {
		begun, heard := make(chan bool), make(chan error)
		client, _ := connect(t, func(ctx context.Context, _ map[string]string, body io.Reader, _ io.Writer) bool {
			begun <- true
			_, err := io.ReadAll(body)
			<-ctx.Done()
			heard <- err
			return true
		})
		fmt.Fprint(client, begin(1, 0)+record(recordStdin, 1, "x"))
		<-begun
		end(client)
		if err := <-heard; err == nil {
			t.Errorf("%s: the body was whole", name)
		}
	}
}

// TestHandlerThatDoesNotReadHearsOfTheEnd has bodies of all sizes before the end.
func TestHandlerThatDoesNotReadHearsOfTheEnd(t *testing.T) {
	for _, size := range []int{1, 60_000, 6_000_000} {
		for name, end := range map[string]func(*net.TCPConn){
			"abort": func(c *net.TCPConn) { fmt.Fprint(c, record(recordAbort, 1, "")) },
			"close": func(c *net.TCPConn) { c.Close() },
		} {
			heard := make(chan bool)
			client, _ := connect(t, func(ctx context.Context, variables map[string]string, body io.Reader, answer io.Writer) bool {
				variables["REQUEST_METHOD"], variables["CONTENT_LENGTH"] = "POST", fmt.Sprint(size)
				r, err := gateway.NewRequest(ctx, variables, body, nil)
				if err != nil {
					t.Error(err)
					return false
				}
				defer r.Body.(*intake.Body).Release()
				<-ctx.Done()
				heard <- true
				return true
			})
			go func() {
				fmt.Fprint(client, begin(1, 0))
				for left := size; left > 0; left -= min(left, 60_000) {
					fmt.Fprint(client, record(recordStdin, 1, strings.Repeat("x", min(left, 60_000))))
				}
				end(client)
			}()
			select {
			case <-heard:
			case <-time.After(10 * time.Second):
				t.Fatalf("%s after %d bytes: nobody hears of it", name, size)
			}
		}
	}
}

// TestParametersHaveATime has web servers that do not go on.
func TestParametersHaveATime(t *testing.T) {
	for name, request := range map[string]string{
		"nothing":         "",
		"half a record":   "\x01\x01\x00",
		"no parameters":   begin(1, 0)[:19],
		"some parameters": begin(1, 0, "A", "1")[:40],
		"a second time":   begin(1, flagKeepConn) + stdin(1, "") + "WAIT" + begin(2, 0)[:19],
	} {
		client, conn := net.Pipe()
		_ = client.SetDeadline(time.Now().Add(20 * time.Second)) // nobody may read any more what follows, on a slow machine
		result := make(chan error, 1)
		go func() { result <- serveConn(conn, gateway.MaxVariables, echo, 100*time.Millisecond) }()
		go func() { _, _ = io.Copy(io.Discard, client) }()
		first, second, again := strings.Cut(request, "WAIT")
		fmt.Fprint(client, first)
		if again {
			time.Sleep(200 * time.Millisecond) // which a connection that is kept may take
			fmt.Fprint(client, second)
		}
		select {
		case err := <-result:
			if !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("%s: %v", name, err)
			}
		case <-time.After(20 * time.Second):
			t.Errorf("%s: it waits for ever", name)
		}
		client.Close()
		conn.Close()
	}
}

func TestAnswerThatIsCutOff(t *testing.T) {
	client, _ := connect(t, func(_ context.Context, _ map[string]string, _ io.Reader, answer io.Writer) bool {
		fmt.Fprint(answer, "half")
		return false
	})
	fmt.Fprint(client, begin(1, flagKeepConn)+stdin(1, ""))
	if got, err := answers(client, 1); got != `6/1 "half"` || err == nil {
		t.Errorf("%s (%v)", got, err)
	}
}

func TestBadRecords(t *testing.T) {
	for _, tt := range []struct{ request, want string }{
		{"", "EOF"},
		{"GET / HT", "fcgi: version 71 of the protocol instead of 1"},
		{"\x01\x01\x00\x01\x00\x08\x00\x00abc", "fcgi: a record is cut off"},
		{"\x01\x01\x00\x01\x00\x00\x08\x00abc", "fcgi: a record is cut off"},
		{record(recordBegin, 1, "abc"), "fcgi: a request begins with 3 bytes instead of 8"},
		{begin(1, 0)[:19] + record(recordStdin, 1, "x"), "fcgi: a body before the parameters have ended"},
		{begin(1, 0)[:19] + record(recordAbort, 1, ""), "fcgi: the request was aborted before it was there"},
		{begin(1, 0)[:19] + record(recordParams, 1, "\x05") + record(recordParams, 1, ""), "fcgi: the length of a parameter is cut off"},
		{begin(1, 0)[:19] + record(recordParams, 1, "\x80\x01") + record(recordParams, 1, ""), "fcgi: the length of a parameter is cut off"},
		{begin(1, 0)[:19] + record(recordParams, 1, "\x05\x00abc") + record(recordParams, 1, ""), "fcgi: a parameter is longer than all of them"},
		{begin(1, 0)[:19] + record(recordParams, 1, "\xff\xff\xff\xff\xff\xff\xff\xff") + record(recordParams, 1, ""), "fcgi: a parameter is longer than all of them"},
		{begin(1, 0)[:19] + strings.Repeat(record(recordParams, 1, strings.Repeat("x", 60_000)), 5), "fcgi: the parameters are larger than 262144 bytes"},
	} {
		client, result := connect(t, echo)
		go func() {
			_, _ = io.WriteString(client, tt.request)
			_ = client.CloseWrite()
		}()
		if err := <-result; err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%.50q: %v, want %s", tt.request, err, tt.want)
		}
	}
}

func FuzzRecords(f *testing.F) {
	f.Add([]byte(begin(1, 1, "A", "1") + stdin(1, "body") + begin(2, 0) + stdin(2, "")))
	f.Add([]byte(begin(1, 1) + record(recordAbort, 1, "")))
	f.Fuzz(func(t *testing.T, request []byte) {
		client, conn := net.Pipe()
		go func() {
			_, _ = client.Write(request)
			client.Close()
		}()
		go func() { _, _ = io.Copy(io.Discard, client) }()
		err := Protocol(conn, gateway.MaxVariables, echo)
		conn.Close()
		if err == nil || errors.Is(err, context.Canceled) {
			t.Errorf("it ends with %v", err)
		}
	})
}
