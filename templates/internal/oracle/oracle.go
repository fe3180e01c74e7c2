// Package oracle compares handlers with what Debian's Paste answers under
// waitress, for the tests of parts.
//
// The answers are recorded in the testdata folders of the parts. With
// PASTEGEN_ORACLE=1 the installed Paste is asked as well, with
// PASTEGEN_ORACLE=record its answers are recorded anew; both need
// python3-paste, python3-pastedeploy and python3-waitress.
package oracle

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed" // oracle.py
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

//go:embed oracle.py
var script string

// Case is a request, and what is meant to be different from Python in the
// answer to it.
type Case struct {
	// Request is a request line without its version, unless it is not HTTP/1.1,
	// header lines without Host (but with one that replaces it) and Connection,
	// and after an empty line the body. Lines end with \n, which is sent as
	// \r\n but in the body.
	Request string

	// Answers are the orders for App; nil sends none.
	Answers map[string]Order

	// Marks are texts of which only is compared whether the body has them; nil
	// compares the body.
	Marks []string

	// Log tells to look at what is logged: align has to set it in the answer of
	// Go.
	Log bool

	// Differs says why the answer of Go is another one. A case whose answers
	// are equal all the same is an error.
	Differs string
}

// Answer is what a server has answered. Texts have a character for each byte.
type Answer struct {
	Status  int                 `json:"status"`
	Headers map[string][]string `json:"headers,omitempty"`
	Body    string              `json:"body,omitempty"`
	Cut     bool                `json:"cut,omitempty"` // it ended before its time
	Log     string              `json:"log,omitempty"` // what was written to the standard error, for cases that want it
}

// vector is a recorded answer.
type vector struct {
	Request string `json:"request"` // of the case
	Hash    string `json:"hash"`    // of what was sent
	Answer  Answer `json:"answer"`
}

func hash(text string) string { return fmt.Sprintf("%.8x", sha256.Sum256([]byte(text))) }

// Compare sends the requests of cases to a server of handler, and compares its
// answers with those of Paste for the INI file. The answers of Paste are in
// testdata/NAME.json. Headers that belong to the server are not compared, nor
// lengths that one of both leaves open; align, if it is not nil, makes equal
// what else may differ in each answer.
func Compare(t *testing.T, name, ini string, handler http.Handler, cases []Case, align func(got, want *Answer)) {
	t.Helper()
	file := filepath.Join("testdata", name+".json")
	switch os.Getenv("PASTEGEN_ORACLE") {
	case "record":
		record(t, file, ask(t, startPaste(t, ini), cases))
	case "1":
		compare(t, handler, cases, ask(t, startPaste(t, ini), cases), align)
		count(t, name, cases)
	}
	compare(t, handler, cases, recorded(t, file), align)
}

func compare(t *testing.T, handler http.Handler, cases []Case, paste []vector, align func(got, want *Answer)) {
	t.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	if len(paste) != len(cases) {
		t.Fatalf("there are %d cases, and %d answers of Paste: record them anew", len(cases), len(paste))
	}
	for i, c := range cases {
		want := paste[i].Answer
		text := c.text()
		if paste[i].Hash != hash(text) {
			t.Fatalf("the answer of Paste is to another request, record it anew:\n%s\n%s", text, paste[i].Request)
		}
		got := c.send(t, server.Listener.Addr().String())
		alignServers(&got, &want)
		if align != nil {
			align(&got, &want)
		}
		equal := reflect.DeepEqual(got, want)
		if !equal && c.Differs == "" {
			t.Errorf("%q:\n%+v with Go,\n%+v with Python", text, got, want)
		}
		if equal && c.Differs != "" {
			t.Errorf("%q: no difference any more: %s", text, c.Differs)
		}
	}
}

// count adds a line to the file that PASTEGEN_PAIRS names: how many pairs of
// answers were compared, and how many of them are meant to differ. "make
// differential" adds them up.
func count(t *testing.T, name string, cases []Case) {
	t.Helper()
	file := os.Getenv("PASTEGEN_PAIRS")
	if file == "" || t.Failed() {
		return
	}
	meant := 0
	for _, c := range cases {
		if c.Differs != "" {
			meant++
		}
	}
	lines, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	_, err = fmt.Fprintf(lines, "%s %d %d\n", name, len(cases), meant)
	if err := errors.Join(err, lines.Close()); err != nil {
		t.Fatal(err)
	}
}

// alignServers makes equal what the two servers and not the handlers have chosen.
func alignServers(got, want *Answer) {
	got.Headers, want.Headers = maps.Clone(got.Headers), maps.Clone(want.Headers)
	if got.Headers["Content-Length"] == nil || want.Headers["Content-Length"] == nil {
		delete(got.Headers, "Content-Length")
		delete(want.Headers, "Content-Length")
	}
	for _, a := range []*Answer{got, want} {
		if len(a.Headers) == 0 {
			a.Headers = nil // as it is when it was recorded
		}
	}
	if strings.Contains(want.Body, "(generated by waitress)") { // the server's own words for its status 500
		got.Headers, want.Headers, got.Body, want.Body = nil, nil, "", ""
	}
}

// settle removes from an answer what is the server's. Of a body in gzip it
// keeps the text, as its bytes may differ, and of a long one the beginning and
// a hash.
func (a *Answer) settle() {
	for _, name := range []string{"Date", "Server", "Via", "Connection", "Transfer-Encoding"} {
		delete(a.Headers, name)
	}
	if a.Status == http.StatusNotModified {
		delete(a.Headers, "Content-Type") // net/http takes it out
	}
	if slices.Equal(a.Headers["Content-Encoding"], []string{"gzip"}) && a.Body != "" {
		a.Body = unzip(a.Body)
		delete(a.Headers, "Content-Length")
	}
	if len(a.Body) > 1000 {
		a.Body = fmt.Sprintf("%.100s... %d bytes, %x", a.Body, len(a.Body), sha256.Sum256([]byte(a.Body)))
	}
}

func unzip(body string) string {
	reader, err := gzip.NewReader(strings.NewReader(fromLatin1(body)))
	if err != nil {
		return err.Error()
	}
	text, err := io.ReadAll(reader)
	if err != nil {
		return err.Error()
	}
	return "unzipped: " + toLatin1(string(text))
}

func record(t *testing.T, file string, vectors []vector) {
	t.Helper()
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "\t")
	if err := encoder.Encode(vectors); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, text.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func recorded(t *testing.T, file string) (vectors []vector) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	return vectors
}

// startPaste serves the INI file by Paste until the test has ended, and returns
// the address.
func startPaste(t *testing.T, ini string) (addr string) {
	t.Helper()
	asked, err := json.Marshal(map[string]string{"ini": ini})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("/usr/bin/python3", "-B", "-c", script)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	if _, err := in.Write(append(asked, '\n')); err != nil {
		t.Fatal(err)
	}
	var told struct{ Addr string }
	if err := json.NewDecoder(out).Decode(&told); err != nil {
		t.Fatal(err)
	}
	return told.Addr
}

// ask sends all requests to addr.
func ask(t *testing.T, addr string, cases []Case) []vector {
	t.Helper()
	vectors := make([]vector, len(cases))
	for i, c := range cases {
		text := c.text()
		vectors[i] = vector{toLatin1(c.Request), hash(text), c.send(t, addr)}
		if c.Log {
			log := Case{Request: "GET /-/log HTTP/1.0"}
			vectors[i].Answer.Log = log.send(t, addr).Body
		}
	}
	return vectors
}

// text is the request as it is sent.
func (c Case) text() string {
	head, body, _ := strings.Cut(c.Request, "\n\n")
	line, rest, _ := strings.Cut(strings.TrimSuffix(head, "\n"), "\n")
	if !strings.Contains(line, " HTTP/") {
		line += " HTTP/1.1"
	}
	lines := []string{line}
	if !strings.HasPrefix(rest, "Host:") && !strings.Contains(rest, "\nHost:") {
		lines = append(lines, "Host: the.host")
	}
	lines = append(lines, "Connection: close")
	if rest != "" {
		lines = append(lines, strings.Split(rest, "\n")...)
	}
	if c.Answers != nil {
		orders, err := json.Marshal(c.Answers)
		if err != nil {
			panic(err)
		}
		lines = append(lines, "X-Answer: "+string(orders))
	}
	return strings.Join(lines, "\r\n") + "\r\n\r\n" + body
}

// send sends the request to addr and reads the answer.
func (c Case) send(t *testing.T, addr string) Answer {
	t.Helper()
	text := c.text()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	method, _, _ := strings.Cut(text, " ")
	answer, err := readAnswer(bufio.NewReader(conn), method)
	if err != nil {
		return Answer{Cut: true, Body: fmt.Sprint("no answer: ", err)}
	}
	if c.Marks != nil {
		answer.Body = strings.Join(slices.DeleteFunc(slices.Clone(c.Marks), func(mark string) bool { return !strings.Contains(answer.Body, mark) }), ", ")
	}
	answer.settle()
	return answer
}

// readAnswer reads an answer, and before it those that only announce it.
func readAnswer(in *bufio.Reader, method string) (Answer, error) {
	for {
		response, err := http.ReadResponse(in, &http.Request{Method: method})
		if err != nil {
			return Answer{}, err
		}
		if response.StatusCode < 200 {
			continue
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if response.ContentLength >= 0 && method != http.MethodHead {
			response.Header.Set("Content-Length", fmt.Sprint(response.ContentLength))
		}
		for _, values := range response.Header {
			for i, value := range values {
				values[i] = toLatin1(value)
			}
		}
		return Answer{Status: response.StatusCode, Headers: response.Header, Body: toLatin1(string(body)), Cut: err != nil}, nil
	}
}
