package listen

import (
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
)

// firstFD is the number of the first socket that systemd passes
// (sd_listen_fds(3)).
const firstFD = 3

// Passed returns the names of the sockets that systemd has opened for this
// process, in their order: FileDescriptorName= of each, which is the name of
// the socket unit where that says nothing.
func Passed() []string {
	if pid, err := strconv.Atoi(os.Getenv("LISTEN_PID")); err != nil || pid != os.Getpid() {
		return nil
	}
	count, err := strconv.Atoi(os.Getenv("LISTEN_FDS"))
	if err != nil || count < 1 || count > 1<<10 {
		return nil
	}
	names := make([]string, count)
	given := strings.Split(os.Getenv("LISTEN_FDNAMES"), ":")
	for i := range names {
		names[i] = "unknown"
		if i < len(given) && given[i] != "" {
			names[i] = given[i]
		}
	}
	return names
}

// Unused returns the names of the sockets that systemd has passed and that none
// of the addresses means.
func Unused(addrs []Address) []string {
	var all []string
	for i, name := range Passed() {
		means := func(a Address) bool { return a.FD == "*" || a.FD == name || a.FD == strconv.Itoa(firstFD+i) }
		if !slices.ContainsFunc(addrs, means) {
			all = append(all, name)
		}
	}
	return all
}

// Activated reports whether systemd has passed sockets to this process, or to
// the one that has started it to take them over.
func Activated() bool {
	pid, err := strconv.Atoi(os.Getenv("LISTEN_PID"))
	return err == nil && (pid == os.Getpid() || pid == os.Getppid()) && os.Getenv("LISTEN_FDS") != ""
}

// inherited returns the sockets that the process has got: by number, by the
// name that systemd has for it, or all of systemd's.
func inherited(fd string) ([]net.Listener, error) {
	if number, err := strconv.ParseUint(fd, 10, 31); err == nil {
		return one(fromFD(int(number)))
	}
	names := Passed()
	if len(names) == 0 {
		return nil, errors.New("systemd has passed no sockets: LISTEN_FDS is for another process, or there is none")
	}
	var all []net.Listener
	for i, name := range names {
		if fd != "*" && fd != name {
			continue
		}
		l, err := fromFD(firstFD + i)
		if err != nil {
			CloseAll(all)
			return nil, err
		}
		all = append(all, l)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("systemd has passed no socket that is named %q, but %s", fd, strings.Join(names, ", "))
	}
	return all, nil
}

// fromFD returns a socket by its number.
func fromFD(fd int) (net.Listener, error) {
	file := os.NewFile(uintptr(fd), "socket "+strconv.Itoa(fd))
	if file == nil {
		return nil, fmt.Errorf("there is no file descriptor %d", fd)
	}
	l, err := net.FileListener(file) // has a copy of it
	if err != nil {
		return nil, fmt.Errorf("file descriptor %d is no socket that listens: %w", fd, err)
	}
	file.Close()
	if unix, ok := l.(*net.UnixListener); ok {
		unix.SetUnlinkOnClose(false) // the path is that of who has opened it
	}
	return l, nil
}
