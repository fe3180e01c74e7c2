package listen

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// TestMain lets this binary be a process that systemd has passed sockets to.
func TestMain(m *testing.M) {
	if fd := os.Getenv("LISTEN_TEST_FD"); fd != "" {
		os.Setenv("LISTEN_PID", fmt.Sprint(os.Getpid()))
		all, err := Open(Address{FD: fd}, Options{})
		for _, l := range all {
			fmt.Println(l.Addr())
		}
		fmt.Println(err, Activated())
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestPassedSockets(t *testing.T) {
	var files []*os.File
	var addrs []string
	for range 3 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		file, err := l.(*net.TCPListener).File()
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		files, addrs = append(files, file), append(addrs, l.Addr().String())
	}
	for fd, want := range map[string]string{
		"*":   strings.Join(addrs, "\n") + "\n<nil> true\n",
		"web": addrs[0] + "\n" + addrs[2] + "\n<nil> true\n",
		"4":   addrs[1] + "\n<nil> true\n",
		"ftp": `systemd has passed no socket that is named "ftp", but web, admin, web true` + "\n",
		"2":   "file descriptor 2 is no socket",
	} {
		cmd := exec.Command(os.Args[0])
		cmd.ExtraFiles = files
		cmd.Env = append(os.Environ(), "LISTEN_TEST_FD="+fd, "LISTEN_FDS=3", "LISTEN_FDNAMES=web:admin:web")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		got, _ := io.ReadAll(out)
		if err := cmd.Wait(); err != nil || !strings.HasPrefix(string(got), want) {
			t.Errorf("%s: %q (%v), want %q", fd, got, err, want)
		}
	}
}

func TestNothingPassed(t *testing.T) {
	t.Setenv("LISTEN_PID", "1")
	t.Setenv("LISTEN_FDS", "1")
	if _, err := Open(Address{FD: "*"}, Options{}); err == nil || Passed() != nil {
		t.Error("the sockets of another process are taken")
	}
	t.Setenv("LISTEN_PID", fmt.Sprint(os.Getpid()))
	for _, count := range []string{"0", "-1", "x", "99999999", ""} {
		t.Setenv("LISTEN_FDS", count)
		if names := Passed(); names != nil {
			t.Errorf("%q sockets: %q", count, names)
		}
	}
}

func TestFamilies(t *testing.T) {
	for family, want := range map[int]string{4: "0.0.0.0", 6: "[::]"} {
		all, err := Open(Address{Port: "0"}, Options{Family: family})
		if err != nil {
			if family == 6 {
				continue // a machine without IPv6
			}
			t.Fatal(err)
		}
		if got := all[0].Addr().String(); !strings.HasPrefix(got, want) {
			t.Errorf("%d: %s", family, got)
		}
		CloseAll(all)
	}
}

func TestSharedPort(t *testing.T) {
	o := Options{ReusePort: true, Backlog: 5}
	first, err := Open(Address{Host: "127.0.0.1", Port: "0"}, o)
	if err != nil {
		t.Fatal(err)
	}
	defer CloseAll(first)
	_, port, _ := net.SplitHostPort(first[0].Addr().String())
	second, err := Open(Address{Host: "127.0.0.1", Port: port}, o)
	if err != nil {
		t.Fatalf("a second one: %v", err)
	}
	CloseAll(second)
}

func TestUnused(t *testing.T) {
	t.Setenv("LISTEN_PID", strconv.Itoa(os.Getpid()))
	t.Setenv("LISTEN_FDS", "3")
	t.Setenv("LISTEN_FDNAMES", "web:admin:web")
	for _, tt := range []struct {
		fds  []string
		want string
	}{
		{nil, "[web admin web]"},
		{[]string{""}, "[web admin web]"},
		{[]string{"*"}, "[]"},
		{[]string{"web"}, "[admin]"},
		{[]string{"3", "admin"}, "[web]"},
		{[]string{"4", "web"}, "[]"},
	} {
		var addrs []Address
		for _, fd := range tt.fds {
			addrs = append(addrs, Address{FD: fd})
		}
		if got := fmt.Sprint(Unused(addrs)); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.fds, got, tt.want)
		}
	}
}
