// Package memcached is a client of memcached servers, in their text protocol:
// what sessions need of it.
package memcached

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// Client asks several servers, each for a part of the keys. Its methods may be
// called by several goroutines.
type Client struct {
	servers []*server
}

// timeout is how long a server may take to answer.
const timeout = 2 * time.Second

// New returns a client of servers: host:port, host, or unix:/path. It connects
// when it is first asked.
func New(addrs []string) (*Client, error) {
	c := &Client{}
	for _, addr := range addrs {
		s := &server{network: "tcp", addr: strings.TrimSpace(addr), idle: make(chan *conn, 8)}
		if path, isUnix := strings.CutPrefix(s.addr, "unix:"); isUnix {
			s.network, s.addr = "unix", path
		} else if _, _, err := net.SplitHostPort(s.addr); err != nil {
			s.addr = net.JoinHostPort(strings.Trim(s.addr, "[]"), "11211")
		}
		if strings.TrimSpace(addr) == "" {
			return nil, errors.New("memcached: a server without a name")
		}
		c.servers = append(c.servers, s)
	}
	if len(c.servers) == 0 {
		return nil, errors.New("memcached: no server is named")
	}
	return c, nil
}

// Get returns the value of a key; nil if there is none.
func (c *Client) Get(ctx context.Context, key string) ([]byte, error) {
	var value []byte
	err := c.ask(ctx, key, "get "+key+"\r\n", func(r *bufio.Reader) (err error) {
		value, err = readValue(r, key)
		return err
	})
	return value, err
}

// Set sets the value of a key for some time; 0 is for ever.
func (c *Client) Set(ctx context.Context, key string, value []byte, life time.Duration) error {
	request := fmt.Sprintf("set %s 0 %d %d\r\n%s\r\n", key, expiry(life), len(value), value)
	return c.ask(ctx, key, request, func(r *bufio.Reader) error { return expect(r, "STORED") })
}

// Delete forgets a key.
func (c *Client) Delete(ctx context.Context, key string) error {
	return c.ask(ctx, key, "delete "+key+"\r\n", func(r *bufio.Reader) error { return expect(r, "DELETED", "NOT_FOUND") })
}

// expiry is a time as servers want it: seconds from now, or since 1970 if it is
// more than a month.
func expiry(life time.Duration) int64 {
	seconds := int64((life + time.Second - 1) / time.Second)
	if seconds > 30*24*60*60 {
		seconds += time.Now().Unix()
	}
	return seconds
}

// ask sends a request about a key and reads the answer. A connection that was
// idle may have been closed meanwhile, so that one more is tried.
func (c *Client) ask(ctx context.Context, key, request string, read func(*bufio.Reader) error) error {
	if key == "" || len(key) > 250 || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return fmt.Errorf("memcached: no key can be %q", key)
	}
	s := c.serverOf(key)
	for {
		conn, fresh, err := s.get(ctx)
		if err != nil {
			return fmt.Errorf("memcached: %w", err)
		}
		err = conn.ask(ctx, request, read)
		var refused answer
		if err == nil || errors.As(err, &refused) {
			s.put(conn)
			return err
		}
		conn.Close()
		if fresh || ctx.Err() != nil {
			return fmt.Errorf("memcached: %s: %w", s.addr, err)
		}
	}
}

// serverOf returns the server of a key, as Python's client chooses it.
func (c *Client) serverOf(key string) *server {
	n := crc32.ChecksumIEEE([]byte(key)) >> 16 & 0x7fff
	return c.servers[int(max(n, 1))%len(c.servers)]
}

type server struct {
	network, addr string
	idle          chan *conn
}

func (s *server) get(ctx context.Context) (c *conn, fresh bool, err error) {
	select {
	case c = <-s.idle:
		return c, false, nil
	default:
	}
	dialer := net.Dialer{Timeout: timeout}
	raw, err := dialer.DialContext(ctx, s.network, s.addr)
	if err != nil {
		return nil, true, err
	}
	return &conn{raw, bufio.NewReader(raw)}, true, nil
}

func (s *server) put(c *conn) {
	select {
	case s.idle <- c:
	default:
		c.Close()
	}
}

type conn struct {
	net.Conn
	r *bufio.Reader
}

func (c *conn) ask(ctx context.Context, request string, read func(*bufio.Reader) error) error {
	deadline := time.Now().Add(timeout)
	if d, ok := ctx.Deadline(); ok && d.Before(deadline) {
		deadline = d
	}
	if err := c.SetDeadline(deadline); err != nil {
		return err
	}
	if _, err := io.WriteString(c, request); err != nil {
		return err
	}
	return read(c.r)
}

// answer is a line that says no. The connection is good for more.
type answer string

func (a answer) Error() string { return "memcached: the server says " + strconv.Quote(string(a)) }

// readLine reads a line. An answer that goes on after an error of the client's
// is not to be trusted.
func readLine(r *bufio.Reader) (string, error) {
	line, err := r.ReadSlice('\n')
	if err != nil {
		return "", err
	}
	text, found := strings.CutSuffix(string(line), "\r\n")
	if !found {
		return "", fmt.Errorf("the line %q has no end", line)
	}
	return text, nil
}

// expect reads a line that is one of those.
func expect(r *bufio.Reader, lines ...string) error {
	line, err := readLine(r)
	if err != nil {
		return err
	}
	for _, want := range lines {
		if line == want {
			return nil
		}
	}
	if strings.HasPrefix(line, "SERVER_ERROR ") {
		return answer(line)
	}
	return fmt.Errorf("the answer is %q", line)
}

// maxValue is how long a value may be.
const maxValue = 64 << 20

// readValue reads the answer to get.
func readValue(r *bufio.Reader, key string) ([]byte, error) {
	line, err := readLine(r)
	if err != nil || line == "END" {
		return nil, err
	}
	words := strings.Split(line, " ")
	if strings.HasPrefix(line, "SERVER_ERROR ") {
		return nil, answer(line)
	}
	if len(words) < 4 || words[0] != "VALUE" || words[1] != key {
		return nil, fmt.Errorf("the answer is %q", line)
	}
	size, err := strconv.ParseUint(words[3], 10, 32)
	if err != nil || size > maxValue {
		return nil, fmt.Errorf("the answer is %q", line)
	}
	var value bytes.Buffer // which grows with what comes, whatever the size that was announced
	if _, err := io.CopyN(&value, r, int64(size)+2); err != nil {
		return nil, err
	}
	data, found := bytes.CutSuffix(value.Bytes(), []byte("\r\n"))
	if !found {
		return nil, errors.New("a value is longer than it was said to be")
	}
	return data, expect(r, "END")
}
