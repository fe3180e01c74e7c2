// Package clients has clients for tests of servers. Users behave, and check each
// answer. Others harm a server if they can: they stall, send too much or what is
// no HTTP, and take nothing of what they get. The tests set those on a program,
// beside users, and look at what it does.
package clients

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// Kind is a kind of clients. Attack connects and does its harm once, until stop
// is closed; it returns the status of the answer, 0 for none, and 0 too if it
// was cut off.
type Kind struct {
	Name   string
	Want   []int // the statuses that it may get
	Attack func(a Attacker) (status int)
}

// Attacker has what an attack needs.
type Attacker struct {
	Plain, Secure string // addresses
	Number        int    // of the attack, for variants
	Stop          <-chan struct{}
}

// patience is how long an attack waits for an answer.
const patience = 20 * time.Second

// Kinds are all of them.
func Kinds() []Kind {
	return []Kind{
		{"slow reader", []int{200}, slowReader},
		{"slow header", []int{0}, slowHeader},
		{"slow body", []int{408}, slowBody},
		{"long line", []int{414}, ask("GET /" + strings.Repeat("a", 10_000) + " HTTP/1.1\r\nHost: x\r\n\r\n")},
		{"long field", []int{431}, ask("GET / HTTP/1.1\r\nHost: x\r\nA: " + strings.Repeat("a", 10_000) + "\r\n\r\n")},
		{"many fields", []int{431}, ask("GET / HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("A: b\r\n", 200) + "\r\n")},
		{"long header", []int{431}, ask("GET / HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("A: "+strings.Repeat("a", 1000)+"\r\n", 400) + "\r\n")},
		{"long body", []int{413}, ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n" + strings.Repeat("a", 100_000))},
		{"long chunks", []int{413}, ask("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("1000\r\n"+strings.Repeat("a", 4096)+"\r\n", 50))},
		{"broken chunks", []int{400}, brokenChunks},
		{"smuggler", []int{400, 501}, smuggle},
		{"stalled handshake", []int{0}, stalledHandshake},
		{"open and close", []int{0}, openAndClose},
		{"silence", []int{0}, silence},
	}
}

// dial connects; nil if that is not possible, as when the server is full.
func dial(addr string) net.Conn {
	c, err := net.DialTimeout("tcp", addr, patience)
	if err != nil {
		return nil
	}
	_ = c.SetDeadline(time.Now().Add(patience)) // fails when it is closed
	return c
}

// status reads the status of an answer.
func status(c net.Conn) int {
	response, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return 0
	}
	_, _ = io.Copy(io.Discard, response.Body) // it may be cut off
	return response.StatusCode
}

// ask is an attack that sends a text, and reads what comes.
func ask(text string) func(Attacker) int {
	return func(a Attacker) int {
		c := dial(a.Plain)
		if c == nil {
			return 0
		}
		defer c.Close()
		go func() { _, _ = io.WriteString(c, text) }() // fails when the server ends it before
		return status(c)
	}
}

// drip sends a text byte by byte until the server ends the connection.
func drip(a Attacker, c net.Conn, text string) {
	for _, b := range []byte(text) {
		if !a.pause(50 * time.Millisecond) {
			return
		}
		if _, err := c.Write([]byte{b}); err != nil {
			return
		}
	}
}

// pause waits, and reports whether the attack goes on.
func (a Attacker) pause(d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-a.Stop:
		return false
	}
}

func slowHeader(a Attacker) int {
	c := dial(a.Plain)
	if c == nil {
		return 0
	}
	defer c.Close()
	drip(a, c, "GET / HTTP/1.1\r\nHost: x\r\n"+strings.Repeat("A: b\r\n", 1000))
	return 0
}

func slowBody(a Attacker) int {
	c := dial(a.Plain)
	if c == nil {
		return 0
	}
	defer c.Close()
	if _, err := io.WriteString(c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"); err != nil {
		return 0
	}
	answered := make(chan int, 1)
	go func() { answered <- status(c) }()
	select {
	case code := <-answered:
		return code
	case <-a.Stop:
		return 0
	}
}

// slowReader asks for much, and takes little of it.
func slowReader(a Attacker) int {
	c := dial(a.Plain)
	if c == nil {
		return 0
	}
	defer c.Close()
	if _, err := io.WriteString(c, "GET /big HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		return 0
	}
	for a.pause(100 * time.Millisecond) {
		if _, err := c.Read(make([]byte, 100)); err != nil {
			return 0
		}
	}
	return 0
}

func brokenChunks(a Attacker) int {
	body := []string{"g\r\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n", "-1\r\na\r\n0\r\n\r\n", "11111111111111111\r\na\r\n0\r\n\r\n", "3\nabc\n0\n\n", "3 3\r\nabc\r\n0\r\n\r\n"}
	return ask("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + body[a.Number%len(body)])(a)
}

// smuggle has requests whose end is to be taken for another one's beginning.
func smuggle(a Attacker) int {
	const inner = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
	length := fmt.Sprint("Content-Length: ", len(inner), "\r\n")
	heads := []string{
		length + "Content-Length: 0\r\n", "Content-Length: 0, " + fmt.Sprint(len(inner)) + "\r\n", "Content-Length: +0\r\n", "Content-Length: 0x0\r\n", "Content-Length: \r\n",
		"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "Transfer-Encoding: xchunked\r\n", "Transfer-Encoding: chunked, identity\r\n", "Transfer-Encoding : chunked\r\n",
		"Transfer-Encoding:\x0bchunked\r\n", "Content-Length : 0\r\n", "Transfer\r\n -Encoding: chunked\r\n", "\x00Content-Length: 0\r\n", "Content-Length: 18446744073709551616\r\n",
	}
	return ask("POST / HTTP/1.1\r\nHost: x\r\n" + heads[a.Number%len(heads)] + "\r\n" + inner)(a)
}

// stalledHandshake begins to agree on TLS.
func stalledHandshake(a Attacker) int {
	c := dial(a.Secure)
	if c == nil {
		return 0
	}
	defer c.Close()
	cut := &cutOff{Conn: c, left: a.Number % 200}
	_ = tls.Client(cut, &tls.Config{InsecureSkipVerify: true}).Handshake()
	a.untilEnd(c)
	return 0
}

// cutOff is a connection by which only so many bytes go out.
type cutOff struct {
	net.Conn
	left int
}

func (c *cutOff) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p[:min(len(p), c.left)])
	if c.left -= n; n < len(p) && err == nil {
		err = errors.New("enough")
	}
	return n, err
}

// Close lets the connection be.
func (c *cutOff) Close() error { return nil }

// untilEnd waits until the server ends the connection.
func (a Attacker) untilEnd(c net.Conn) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = io.Copy(io.Discard, c) // however it ends
	}()
	select {
	case <-ended:
	case <-a.Stop:
	}
}

// openAndClose connects again and again, and ends that by a reset.
func openAndClose(a Attacker) int {
	for range 10 {
		c, isTCP := dial(a.Plain).(*net.TCPConn)
		if !isTCP {
			return 0
		}
		_ = c.SetLinger(0) // fails when it is closed
		c.Close()
	}
	return 0
}

func silence(a Attacker) int {
	c := dial(a.Plain)
	if c == nil {
		return 0
	}
	defer c.Close()
	a.untilEnd(c)
	return 0
}
