package sdnotify

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestSay(t *testing.T) {
	for _, name := range []string{filepath.Join(t.TempDir(), "s"), "@pastegen-sdnotify-" + strconv.Itoa(os.Getpid())} {
		manager, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
		if err != nil {
			t.Fatal(err)
		}
		defer manager.Close()
		t.Setenv("NOTIFY_SOCKET", name)
		if err := FromEnvironment().Say(Ready, Status("two\nlines")); err != nil {
			t.Fatal(err)
		}
		_ = manager.SetReadDeadline(time.Now().Add(10 * time.Second))
		buffer := make([]byte, 100)
		n, err := manager.Read(buffer)
		if got := string(buffer[:n]); err != nil || got != "READY=1\nSTATUS=two lines" {
			t.Errorf("%q %v", got, err)
		}
	}
}

func TestNobodyWaits(t *testing.T) {
	for _, name := range []string{"", "vsock:2:1", "relative"} {
		t.Setenv("NOTIFY_SOCKET", name)
		n := FromEnvironment()
		if n != nil || n.Say(Ready) != nil || n.Interval() != 0 {
			t.Errorf("%q: %v", name, n)
		}
	}
	t.Setenv("NOTIFY_SOCKET", filepath.Join(t.TempDir(), "none"))
	if FromEnvironment().Say(Ready) == nil {
		t.Error("nobody is there, and it is no error")
	}
}

func TestInterval(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "/x")
	for _, tt := range []struct {
		usec, pid string
		want      time.Duration
	}{
		{"10000000", "", 5 * time.Second}, {"10000000", strconv.Itoa(os.Getpid()), 5 * time.Second}, {"10000000", "1", 0},
		{"", "", 0}, {"-1", "", 0}, {"x", "", 0}, {"99999999999999999999", "", 0},
		{"1125899906842623", "", 1125899906842623 * time.Microsecond / 2}, {"1125899906842624", "", 0},
	} {
		t.Setenv("WATCHDOG_USEC", tt.usec)
		t.Setenv("WATCHDOG_PID", tt.pid)
		if got := FromEnvironment().Interval(); got != tt.want {
			t.Errorf("%+v: %v", tt, got)
		}
	}
}

func TestReloading(t *testing.T) {
	first, second := Reloading(), Reloading()
	if first[0] != "RELOADING=1" || len(first) != 2 {
		t.Fatal(first)
	}
	a, err := strconv.Atoi(strings.TrimPrefix(first[1], "MONOTONIC_USEC="))
	b, err2 := strconv.Atoi(strings.TrimPrefix(second[1], "MONOTONIC_USEC="))
	if err != nil || err2 != nil || a <= 0 || b < a {
		t.Errorf("%s, then %s", first, second)
	}
}
