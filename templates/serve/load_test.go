package serve

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// user asks one request after the other, and checks each answer. It returns
// which build has answered.
type user interface {
	ask(path string) (version string, err error)
	String() string
}

// sent is the body of each request.
var sent = strings.Repeat("b", 100)

// check reads an answer.
func check(response *http.Response, path string) (version string, err error) {
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return "", err
	}
	if response.StatusCode != 200 || !strings.HasSuffix(string(text), " "+path+" "+sent) {
		return "", fmt.Errorf("%s %q", response.Status, text)
	}
	return response.Header.Get("X-Version"), nil
}

// asker is a client of HTTP/1.1, which sends nothing again that has failed.
type asker struct {
	network, addr string
	secure        *tls.Config // nil for plain HTTP
	kept          bool        // it keeps its connections
	conn          net.Conn
	read          *bufio.Reader
}

func (c *asker) String() string {
	return fmt.Sprintf("%s, TLS %t, kept %t", c.network, c.secure != nil, c.kept)
}

func (c *asker) dial() (net.Conn, error) {
	conn, err := net.Dial(c.network, c.addr)
	if err != nil || c.secure == nil {
		return conn, err
	}
	return tls.Client(conn, c.secure), nil
}

// ask asks once. It is a new connection if the last answer has said so, or the
// last request has failed.
func (c *asker) ask(path string) (version string, err error) {
	if c.conn == nil {
		if c.conn, err = c.dial(); err != nil {
			c.conn = nil
			return "", err
		}
		c.read = bufio.NewReader(c.conn)
	}
	version, last, err := c.askBy(c.conn, path)
	if last || err != nil {
		c.conn.Close()
		c.conn = nil
	}
	return version, err
}

// askBy asks by a connection, and reports whether that was its last request.
func (c *asker) askBy(conn net.Conn, path string) (version string, last bool, err error) {
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second)) // fails when it is closed
	word := "keep-alive"
	if !c.kept {
		word = "close"
	}
	if _, err := fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nConnection: %s\r\nContent-Length: %d\r\n\r\n%s", path, word, len(sent), sent); err != nil {
		return "", false, err
	}
	response, err := http.ReadResponse(c.read, nil)
	if err != nil {
		return "", false, err
	}
	version, err = check(response, path)
	return version, response.Close, err
}

// multiplexer is a client of HTTP/2.
type multiplexer struct {
	http.Transport
	url string
}

func newMultiplexer(addr string) *multiplexer {
	return &multiplexer{Transport: http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: believing(), ResponseHeaderTimeout: 20 * time.Second}, url: "https://" + addr}
}

func (c *multiplexer) String() string { return "HTTP/2" }

func (c *multiplexer) ask(path string) (version string, err error) {
	request, err := http.NewRequest("POST", c.url+path, strings.NewReader(sent))
	if err != nil {
		return "", err
	}
	request.GetBody = nil // so that it is not sent again
	response, err := c.RoundTrip(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	if response.ProtoMajor != 2 {
		return "", fmt.Errorf("it speaks %s", response.Proto)
	}
	return check(response, path)
}

// believing is for clients who take any certificate, and go on with the
// sessions that they had.
func believing() *tls.Config {
	return &tls.Config{InsecureSkipVerify: true, ClientSessionCache: tls.NewLRUClientSessionCache(1)}
}

// load has clients that ask until it is stopped.
type load struct {
	stop     chan struct{}
	group    sync.WaitGroup
	requests atomic.Int64
	mu       sync.Mutex
	errs     []error
	versions map[string]int
}

func startLoad(clients ...user) *load {
	l := &load{stop: make(chan struct{}), versions: map[string]int{}}
	for n, c := range clients {
		l.group.Add(1)
		go func() {
			defer l.group.Done()
			for i := 0; ; i++ {
				select {
				case <-l.stop:
					return
				default:
				}
				l.note(c, fmt.Sprintf("/%d/%d", n, i))
			}
		}()
	}
	return l
}

// note asks once, and notes what came of it.
func (l *load) note(c user, path string) {
	version, err := c.ask(path)
	l.requests.Add(1)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.versions[version]++
	if err != nil {
		l.errs = append(l.errs, fmt.Errorf("%s: %s: %w", c, path, err))
	}
}

// end stops the clients. No request may have failed.
func (l *load) end(t *testing.T) {
	t.Helper()
	close(l.stop)
	l.group.Wait()
	for i, err := range l.errs {
		if i < 10 {
			t.Error(err)
		}
	}
	t.Logf("%d requests, %d failed, by builds: %v", l.requests.Load(), len(l.errs), l.versions)
}

// loaded installs a program, and has ten clients ask it in all ways.
func loaded(t *testing.T) (*installed, *load) {
	p := install(t, "reload all")
	p.await(1, "addr=unix:"+p.socket)
	secure := addrOf(p.await(1, "msg=listening", "url=https://")[0])
	plain := addrOf(p.await(1, "msg=listening", "url=http://")[0])
	clients := []user{newMultiplexer(secure), newMultiplexer(secure)}
	for _, kept := range []bool{true, false} {
		for range 2 {
			clients = append(clients, &asker{network: "tcp", addr: secure, secure: believing(), kept: kept})
		}
		clients = append(clients, &asker{network: "tcp", addr: plain, kept: kept}, &asker{network: "unix", addr: p.socket, kept: kept})
	}
	return p, startLoad(clients...)
}

// addrOf is the address that a line of the log tells.
func addrOf(line string) string {
	_, addr, _ := strings.Cut(line, " addr=")
	addr, _, _ = strings.Cut(addr, " ")
	return addr
}

// reloadTime is how long the tests reload, and how often.
func reloadTime(t *testing.T) (all, each time.Duration) {
	text := os.Getenv("PASTEGEN_RELOAD")
	if text == "" {
		return 1500 * time.Millisecond, 250 * time.Millisecond
	}
	all, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return all, time.Second
}

// TestReloadUnderLoad reloads again and again under load: the same program,
// another build each time, and builds of which every other one does not start.
func TestReloadUnderLoad(t *testing.T) {
	for _, tt := range []struct {
		name  string
		build func(p *installed, reload int) (starts bool)
	}{
		{"the same program", func(*installed, int) bool { return true }},
		{"another build each time", func(p *installed, reload int) bool {
			p.build(t, fmt.Sprint(reload+1), "reload all")
			return true
		}},
		{"builds that do not start", func(p *installed, reload int) bool {
			if reload%2 == 0 {
				p.build(t, fmt.Sprint(reload+1), "reload all")
				return true
			}
			p.build(t, fmt.Sprint(reload+1), []string{"failing", "bad address", "no such apps"}[reload/2%3])
			return false
		}},
	} {
		t.Run(tt.name, func(t *testing.T) { reloadUnderLoad(t, tt.build) })
	}
}

func reloadUnderLoad(t *testing.T, build func(p *installed, reload int) (starts bool)) {
	p, load := loaded(t)
	all, each := reloadTime(t)
	reloads, well := 0, 0
	for begun := time.Now(); time.Since(begun) < all; time.Sleep(each) {
		reloads++
		starts := build(p, reloads)
		p.signal([]syscall.Signal{syscall.SIGHUP, syscall.SIGUSR2}[reloads%2])
		if starts {
			well++
			p.await(well, "msg=reloaded")
		} else {
			p.await(reloads-well, "cannot reload: the program that runs goes on")
		}
	}
	load.end(t)
	t.Logf("%d reloads, %d of them with a program that starts", reloads, well)
	if n := len(load.versions); n > 1 && n < well {
		t.Errorf("%d builds have answered, of %d", n, well+1)
	}
	p.signal(syscall.SIGTERM)
	p.exit(0)
	if got := len(p.seen("cleaned up ")); got < well+1 {
		t.Errorf("%d clean-ups of %d programs", got, well+1)
	}
	if _, err := os.Lstat(p.socket); err == nil {
		t.Error("the socket is left behind")
	}
}
