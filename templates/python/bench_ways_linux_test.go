package python

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// benchPage is a page of text, which packs well.
func benchPage() string {
	var b strings.Builder
	for i := range 100 {
		fmt.Fprintf(&b, "<p>This is paragraph %d of a page, and it says what paragraphs %d and %d do not.</p>\n", i, i*7919%100, i*104729%100)
	}
	return b.String()
}

// BenchmarkInTheWay compares what stands between clients and an app: TLS, a
// filter that packs answers, which is Paste's in the other servers, and a file
// of a folder, which Paste's StaticURLParser has there. There are two processes
// of each but of waitress, which has no TLS.
func BenchmarkInTheWay(b *testing.B) {
	withPaste := func(b *testing.B) {
		if exec.Command(interpreter(b), "-c", "import paste.gzipper").Run() != nil {
			b.Skip("there is no Paste")
		}
	}
	b.Run("gzip", func(b *testing.B) {
		withPaste(b)
		all := append([]contestant{{name: "ours", app: "zipped"}, {name: "level-1", app: "zipped-fast"}}, peers("zipped")...)
		for i := range all {
			all[i].lines = "Accept-Encoding: gzip\r\n"
		}
		compare(b, all)
	})
	b.Run("static", func(b *testing.B) {
		withPaste(b)
		compare(b, append([]contestant{{name: "ours", app: "static"}}, peers("static")...))
	})
	b.Run("tls", func(b *testing.B) {
		cert, key := makeCertificate(b)
		compare(b, []contestant{
			{name: "ours", app: "hello-tls", tls: true},
			{name: "gunicorn", tls: true, args: []string{"gunicorn", "--log-level=critical", "-w2", "--certfile=" + cert, "--keyfile=" + key, "-bADDR", "bench:hello"}},
			{name: "gunicorn-threads", tls: true, args: []string{"gunicorn", "--log-level=critical", "-w2", "--threads=4", "--certfile=" + cert, "--keyfile=" + key, "-bADDR", "bench:hello"}},
			{name: "uwsgi", tls: true, closes: true, args: []string{"uwsgi", "--plugin=python3", "--https-socket=ADDR," + cert + "," + key, "--processes=2", "--master", "--disable-logging", "--module=bench", "--callable=hello"}},
		})
	})
}

// makeCertificate makes a certificate that nobody trusts, and the names of its
// files.
func makeCertificate(b *testing.B) (cert, key string) {
	b.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotAfter: time.Now().Add(time.Hour)}
	public, err := x509.CreateCertificate(rand.Reader, about, about, private.Public(), private)
	if err != nil {
		b.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: public}, "key.pem": {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	b.Setenv("PYTHON_BENCH_CERT", dir)
	return filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
}

// get asks the server once.
func (s *benchServer) get() error {
	c := secureConn{s: s}
	defer c.close()
	return c.ask()
}

// secureConn is a connection of a client that trusts all. It is made when it is
// needed: one that says nothing would hold a process of servers that have one
// connection at a time.
type secureConn struct {
	s    *benchServer
	conn net.Conn // nil is none
	read *bufio.Reader
}

func (c *secureConn) close() {
	if c.conn != nil {
		c.conn.Close()
	}
	c.conn = nil
}

// open connects.
func (c *secureConn) open() (err error) {
	if c.conn, err = net.DialTimeout("tcp", c.s.addr, 10*time.Second); err != nil {
		c.conn = nil
		return err
	}
	_ = c.conn.SetDeadline(time.Now().Add(time.Minute)) // reading tells
	if c.s.tls {
		c.conn = tls.Client(c.conn, &tls.Config{InsecureSkipVerify: true})
	}
	c.read = bufio.NewReader(c.conn)
	return nil
}

// ask sends a request, and reads the answer.
func (c *secureConn) ask() error {
	if c.conn == nil {
		if err := c.open(); err != nil {
			return err
		}
	}
	if _, err := io.WriteString(c.conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		return err
	}
	response, err := http.ReadResponse(c.read, nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	if response.Close || c.s.closes {
		c.close()
	}
	return err
}

// measureTLS asks the server for a while. The client costs more than that of
// measure, for all alike.
func (s *benchServer) measureTLS(b *testing.B, d time.Duration) (m measured) {
	b.Helper()
	before, begun := s.cpu(), time.Now()
	var group sync.WaitGroup
	var mu sync.Mutex
	for range benchConns {
		group.Add(1)
		go func() {
			defer group.Done()
			c := secureConn{s: s}
			defer c.close()
			for time.Since(begun) < d {
				asked := time.Now()
				if err := c.ask(); err != nil {
					b.Error(s.name, err)
					return
				}
				mu.Lock()
				m.requests++
				m.each = append(m.each, int64(time.Since(asked)))
				mu.Unlock()
			}
		}()
	}
	group.Wait()
	m.took, m.cpu = time.Since(begun), s.cpu()-before
	return m
}
