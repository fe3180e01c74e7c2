package serve

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pastegen/pastegen/templates/internal/clients"
)

// loaded installs a program, and has ten clients ask it in all ways.
func loaded(t *testing.T) (*installed, *clients.Load) {
	p := install(t, "reload all")
	p.await(1, "addr=unix:"+p.socket)
	secure := addrOf(p.await(1, "msg=listening", "url=https://")[0])
	plain := addrOf(p.await(1, "msg=listening", "url=http://")[0])
	users := []clients.User{clients.NewMultiplexer(secure), clients.NewMultiplexer(secure)}
	for _, kept := range []bool{true, false} {
		for range 2 {
			users = append(users, &clients.Asker{Network: "tcp", Addr: secure, Secure: clients.Believing(), Kept: kept})
		}
		users = append(users, &clients.Asker{Network: "tcp", Addr: plain, Kept: kept}, &clients.Asker{Network: "unix", Addr: p.socket, Kept: kept})
	}
	return p, clients.StartLoad(0, users...)
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
		p.signal([]syscall.Signal{syscall.SIGHUP, sigReload}[reloads%2])
		if starts {
			well++
			p.await(well, "msg=reloaded")
		} else {
			p.await(reloads-well, "cannot reload: the program that runs goes on")
		}
	}
	versions := load.End(t, false)
	t.Logf("%d reloads, %d of them with a program that starts", reloads, well)
	if n := len(versions); n > 1 && n < well {
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
