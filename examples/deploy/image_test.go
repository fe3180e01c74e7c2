package deploy

import (
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pastegen/pastegen/internal/addrs"
)

// image is what a Dockerfile makes, without Docker: a folder that is the root of
// a process, its user, its environment and its commands.
type image struct {
	root        string
	user, group uint32
	env         []string
	entry       []string
	health      []string
}

// buildImage does what the Dockerfile says, with a program for app. It knows
// the instructions that are there; others are an error.
func buildImage(t *testing.T, program string) *image {
	t.Helper()
	i := &image{root: folder(t)}
	text, err := os.ReadFile("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		instruction, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch instruction {
		case "", "#", "EXPOSE":
		case "FROM":
			if rest != "scratch" {
				t.Fatal(line)
			}
		case "COPY":
			_, to, _ := strings.Cut(rest, " ")
			copyFile(t, program, filepath.Join(i.root, to))
		case "USER":
			user, group, _ := strings.Cut(rest, ":")
			i.user, i.group = number(t, user), number(t, group)
		case "ENV":
			i.env = append(i.env, strings.Fields(rest)...)
		case "ENTRYPOINT":
			i.entry = words(t, rest)
		case "HEALTHCHECK":
			_, command, _ := strings.Cut(rest, "CMD ")
			i.health = words(t, command)
		default:
			t.Fatalf("what does %q do?", line)
		}
	}
	return i
}

func words(t *testing.T, list string) (all []string) {
	t.Helper()
	if err := json.Unmarshal([]byte(list), &all); err != nil {
		t.Fatalf("%s: %v", list, err)
	}
	return all
}

func number(t *testing.T, text string) uint32 {
	t.Helper()
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	return uint32(n)
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, text, 0o755); err != nil {
		t.Fatal(err)
	}
}

// withProc lets programs in the image see their processes, as a container's do.
func (i *image) withProc(t *testing.T) {
	t.Helper()
	proc := filepath.Join(i.root, "proc")
	if err := os.Mkdir(proc, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("proc", proc, "proc", 0, ""); err != nil {
		t.Skip("a file system for processes cannot be mounted: ", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(proc, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
}

// command is a command in the image. That of a container is its process 1.
func (i *image) command(words []string, first bool) *exec.Cmd {
	cmd := &exec.Cmd{Path: words[0], Args: words, Env: i.env, Dir: "/"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: i.root, Credential: &syscall.Credential{Uid: i.user, Gid: i.group}}
	if first {
		cmd.SysProcAttr.Cloneflags = syscall.CLONE_NEWPID
	}
	return cmd
}

// TestImage runs what the Dockerfile makes, asks it for its health as Docker
// does, reloads it, and stops it.
func TestImage(t *testing.T) {
	need(t)
	if os.Geteuid() != 0 {
		t.Skip("only root may change the root of a process")
	}
	i := buildImage(t, build(t, ""))
	i.withProc(t)
	addr := addrs.Free(t)
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	for n, variable := range i.env {
		i.env[n] = strings.Replace(variable, ":8080", ":"+port, 1)
	}
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	main := i.command(i.entry, true)
	main.Stdout, main.Stderr = log, log
	if err := main.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = main.Process.Kill() })
	ask(t, "http://"+addr+"/")
	i.checkHealth(t)
	awaitText(t, log.Name(), "GET / HTTP/1.1")

	if err := main.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	awaitText(t, log.Name(), "msg=reloaded")
	i.checkHealth(t)

	if err := main.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- main.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second): // after which Docker kills
		t.Error("it does not stop")
	}
	if text, err := i.command(i.health, false).CombinedOutput(); err == nil {
		t.Errorf("what has stopped is well: %s", text)
	}
}

func (i *image) checkHealth(t *testing.T) {
	t.Helper()
	if text, err := i.command(i.health, false).CombinedOutput(); err != nil || string(text) != "200 OK\n" {
		t.Errorf("%v: %s", err, text)
	}
}
