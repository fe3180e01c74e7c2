package memcached

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// fake is a server that answers requests, which end in a line, by what it was
// told.
func fake(t *testing.T, answers map[string]string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				r := bufio.NewReader(c)
				for {
					line, err := r.ReadString('\n')
					if err != nil {
						return
					}
					if strings.HasPrefix(line, "set ") {
						value, _ := r.ReadString('\n')
						line += value
					}
					answer, known := answers[strings.ReplaceAll(line, "\r\n", "|")]
					if !known {
						return
					}
					io.WriteString(c, answer)
				}
			}()
		}
	}()
	return l.Addr().String()
}

func TestAnswers(t *testing.T) {
	ctx := context.Background()
	c, err := New([]string{fake(t, map[string]string{
		"get a|":             "VALUE a 0 5\r\nab\r\nc\r\nEND\r\n",
		"get none|":          "END\r\n",
		"get empty|":         "VALUE empty 1 0 77\r\n\r\nEND\r\n",
		"get other|":         "VALUE a 0 1\r\na\r\nEND\r\n",
		"get long|":          "VALUE long 0 1\r\nab\r\nEND\r\n",
		"get huge|":          "VALUE huge 0 4294967295\r\n",
		"get minus|":         "VALUE minus 0 -1\r\n\r\nEND\r\n",
		"get short|":         "VALUE short\r\n",
		"get line|":          "END\n",
		"get busy|":          "SERVER_ERROR busy\r\n",
		"set a 0 0 1|x|":     "STORED\r\n",
		"set a 0 2 1|x|":     "STORED\r\n",
		"set busy 0 0 1|x|":  "SERVER_ERROR out of memory\r\n",
		"set wrong 0 0 1|x|": "ERROR\r\n",
		"delete a|":          "DELETED\r\n",
		"delete none|":       "NOT_FOUND\r\n",
		"delete wrong|":      "STORED\r\n",
	})})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"a": "ab\r\nc", "none": "", "empty": "",
		"other": "!", "long": "!", "huge": "!", "minus": "!", "short": "!", "line": "!", "busy": "!", "unknown": "!",
		"with space": "!", "": "!", strings.Repeat("x", 251): "!", "a\r\nflush_all": "!",
	} {
		got, err := c.Get(ctx, key)
		if (err != nil) != (want == "!") || err == nil && (string(got) != want || (got == nil) != (key == "none")) {
			t.Errorf("get %s: %q, %v", key, got, err)
		}
	}
	for key, ok := range map[string]bool{"a": true, "busy": false, "wrong": false} {
		if err := c.Set(ctx, key, []byte("x"), 0); (err == nil) != ok {
			t.Errorf("set %s: %v", key, err)
		}
	}
	if err := c.Set(ctx, "a", []byte("x"), 1500*time.Millisecond); err != nil {
		t.Error(err)
	}
	for key, ok := range map[string]bool{"a": true, "none": true, "wrong": false} {
		if err := c.Delete(ctx, key); (err == nil) != ok {
			t.Errorf("delete %s: %v", key, err)
		}
	}
}

func TestAConnectionThatWasClosed(t *testing.T) {
	c, err := New([]string{fake(t, map[string]string{"get a|": "END\r\n"})})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	for range 2 {
		if _, err := c.Get(ctx, "a"); err != nil {
			t.Fatal(err)
		}
		idle := <-c.servers[0].idle
		idle.Close()
		c.servers[0].idle <- idle
	}
}

// TestConnectionsThatFail asks a server that answers nonsense: the connection
// must not stay open.
func TestConnectionsThatFail(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := New([]string{l.Addr().String()})
	if err != nil {
		t.Fatal(err)
	}
	asked := make(chan error, 1)
	go func() {
		_, err := c.Get(context.Background(), "a")
		asked <- err
	}()
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, "NONSENSE\n")
	if err := <-asked; err == nil {
		t.Error("no error")
	}
	conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	if sent, err := io.ReadAll(conn); err != nil || string(sent) != "get a\r\n" {
		t.Errorf("it says %q and does not end: %v", sent, err)
	}
}

func TestNobodyThere(t *testing.T) {
	c, err := New([]string{"127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Get(context.Background(), "a"); err == nil {
		t.Error("no error")
	}
}

func TestNew(t *testing.T) {
	c, err := New([]string{"a", " b:1 ", "unix:/x", "::1", "[::1]:2"})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, s := range c.servers {
		all = append(all, s.network+" "+s.addr)
	}
	if got := strings.Join(all, ", "); got != "tcp a:11211, tcp b:1, unix /x, tcp [::1]:11211, tcp [::1]:2" {
		t.Error(got)
	}
	for _, bad := range [][]string{nil, {""}, {"a", " "}} {
		if _, err := New(bad); err == nil {
			t.Errorf("%q: no error", bad)
		}
	}
	seen := map[*server]bool{}
	for i := range 100 {
		seen[c.serverOf(strings.Repeat("k", i+1))] = true
	}
	if len(seen) != 5 {
		t.Errorf("%d of 5 servers are asked", len(seen))
	}
}

func TestExpiry(t *testing.T) {
	for life, want := range map[time.Duration]int64{0: 0, 1: 1, time.Second: 1, time.Hour: 3600, 30 * 24 * time.Hour: 30 * 24 * 3600} {
		if got := expiry(life); got != want {
			t.Errorf("%s: %d", life, got)
		}
	}
	if got := expiry(30*24*time.Hour + time.Second); got < time.Now().Unix() {
		t.Error(got)
	}
}

// TestMemcached asks a real server.
func TestMemcached(t *testing.T) {
	if os.Getenv("PASTEGEN_ORACLE") != "1" {
		t.Skip("PASTEGEN_ORACLE=1 runs it; it needs Debian's memcached")
	}
	socket := filepath.Join(t.TempDir(), "s")
	cmd := exec.Command("memcached", "-u", "root", "-s", socket)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if conn, err := net.Dial("unix", socket); err == nil {
			conn.Close()
			break
		}
	}
	c, err := New([]string{"unix:" + socket})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	value := bytes.Repeat([]byte("\x00\r\nEND\r\n"), 10000)
	var all sync.WaitGroup
	for i := range 20 {
		all.Add(1)
		go func() {
			defer all.Done()
			key := strings.Repeat("k", i+1)
			if got, err := c.Get(ctx, key); got != nil || err != nil {
				t.Error(got, err)
			}
			if err := c.Set(ctx, key, value, time.Hour); err != nil {
				t.Error(err)
			}
			if got, err := c.Get(ctx, key); !bytes.Equal(got, value) || err != nil {
				t.Error(len(got), err)
			}
			for range 2 {
				if err := c.Delete(ctx, key); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	all.Wait()
	if err := c.Set(ctx, "a", make([]byte, 2<<20), 0); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Error(err)
	}
	if got, err := c.Get(ctx, "a"); got != nil || err != nil {
		t.Error("after a value that was too large:", got, err)
	}
}

func FuzzReadValue(f *testing.F) {
	for _, seed := range []string{"", "END\r\n", "VALUE k 0 1\r\na\r\nEND\r\n", "VALUE k 0 99999999\r\n", "SERVER_ERROR x\r\n", "VALUE k 0 0\r\n\r\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := bufio.NewReader(bytes.NewReader(data))
		if value, err := readValue(r, "k"); err == nil && value != nil && !bytes.Contains(data, value) {
			t.Errorf("%q is in %q", value, data)
		}
	})
}
