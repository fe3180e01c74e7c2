package syslog

import (
	"bufio"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestParseAddress(t *testing.T) {
	for text, want := range map[string]Address{
		"":                      {"", "/dev/log"},
		"/run/log":              {"", "/run/log"},
		"unix:///dev/log":       {"", "/dev/log"},
		"unix:///dev/log#dgram": {"unixgram", "/dev/log"},
		"unix://log#stream":     {"unix", "log"},
		"udp://localhost:514":   {"udp", "localhost:514"},
		"udp://localhost":       {"udp", "localhost:514"},
		"tcp://[::1]:6514":      {"tcp", "[::1]:6514"},
	} {
		if got, err := ParseAddress(text); err != nil || got != want {
			t.Errorf("%q is %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"localhost", "udp://", "http://x", "unix:", "unix:///x#both", "udp://h:1/p", "%zz"} {
		if got, err := ParseAddress(text); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
}

func TestParseFacility(t *testing.T) {
	for text, want := range map[string]Facility{"user": 1, "LOG_LOCAL7": 23, " Daemon ": 3, "kern": 0, "16": 16} {
		if got, err := ParseFacility(text); err != nil || got != want {
			t.Errorf("%q is %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "users", "24", "-1"} {
		if got, err := ParseFacility(text); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
}

func TestSendDatagrams(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	w := New(Address{Addr: path}, 16)
	defer w.Close()
	if w.Send(Info, "nobody") == nil {
		t.Error("there was no daemon")
	}
	for range 2 { // the second time is that of a daemon that was started anew
		daemon, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
		if err != nil {
			t.Fatal(err)
		}
		for severity, want := range map[Severity]string{Info: "<134>x: hello", Error: "<131>x: hello", Critical: "<130>x: hello", Debug: "<135>x: hello", Warning: "<132>x: hello"} {
			if err := w.Send(severity, "x: hello"); err != nil {
				t.Fatal(err)
			}
			buffer := make([]byte, 100)
			_ = daemon.SetReadDeadline(time.Now().Add(10 * time.Second))
			if n, err := daemon.Read(buffer); err != nil || string(buffer[:n]) != want {
				t.Errorf("%q %v, want %q", buffer[:n], err, want)
			}
		}
		daemon.Close()
		_ = os.Remove(path)
		if w.Send(Info, "nobody") == nil {
			t.Error("the daemon had ended")
		}
	}
}

func TestSendByStream(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	daemon, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer daemon.Close()
	w := New(Address{Addr: path}, 1)
	defer w.Close()
	for _, text := range []string{"one", "two"} {
		if err := w.Send(Info, text); err != nil {
			t.Fatal(err)
		}
	}
	c, err := daemon.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for r, i := bufio.NewReader(c), 0; i < 2; i++ {
		if got, err := r.ReadString(0); err != nil || got != []string{"<14>one\x00", "<14>two\x00"}[i] {
			t.Errorf("%q %v", got, err)
		}
	}
}
