package python

import (
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Reload has new workers take the place of all, one after the other, each when
// it has built all nodes: they run the code that is there now. Requests that
// the old ones have they answer. What cannot be built is logged, and the old
// worker stays.
func (ws *Workers) Reload() {
	ws.outdate()
	ws.mu.Lock()
	defer ws.mu.Unlock()
	for _, p := range ws.places {
		p.want("reload")
	}
}

// want asks for another worker in a place, unless that was asked for already.
func (p *place) want(why string) {
	select {
	case p.wanted <- why:
	default:
	}
}

// reloadWhenAsked reloads at SIGALRM, which package serve passes on where
// another process is in front, and when files are not any more as they were
// when the workers started.
func (ws *Workers) reloadWhenAsked(last state) {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGALRM)
	ws.running.Add(1)
	go func() {
		defer ws.running.Done()
		defer signal.Stop(asked)
		ws.reloadAt(asked, last)
	}()
}

func (ws *Workers) reloadAt(asked <-chan os.Signal, last state) {
	var tick <-chan time.Time
	if ws.config.Watch || len(ws.config.TouchReload) > 0 {
		ticker := time.NewTicker(lookTime)
		defer ticker.Stop()
		tick = ticker.C
	}
	for {
		select {
		case <-ws.done:
			return
		case <-asked:
			ws.Reload()
		case <-tick:
			if now := stateOf(ws.launcher); now != last {
				last = now
				ws.Reload()
			}
		}
	}
}

// state is what files look like together.
type state struct {
	newest time.Time
	files  int
}

// stateOf looks at the files that a change of is a reason to reload.
func stateOf(l *launcher) (s state) {
	for _, file := range l.config.TouchReload {
		if info, err := os.Stat(l.fromDir(file)); err == nil {
			s.add(info)
		}
	}
	if !l.config.Watch {
		return s
	}
	for _, dir := range append([]string{""}, l.config.Path...) {
		_ = filepath.WalkDir(l.fromDir(dir), s.walk) // a folder that cannot be read has nothing to look at
	}
	return s
}

func (s *state) walk(path string, entry fs.DirEntry, err error) error {
	switch name := filepath.Base(path); {
	case err != nil:
		return nil
	case entry.IsDir() && (strings.HasPrefix(name, ".") && len(name) > 1 || name == "node_modules" || name == "__pycache__"):
		return fs.SkipDir
	case strings.HasSuffix(name, ".py"):
		if info, err := entry.Info(); err == nil {
			s.add(info)
		}
	}
	return nil
}

func (s *state) add(info fs.FileInfo) {
	s.files++
	if info.ModTime().After(s.newest) {
		s.newest = info.ModTime()
	}
}
