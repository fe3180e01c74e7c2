package python

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// launcher runs the processes of workers.
type launcher struct {
	config      Config
	log         *slog.Logger
	records     *slog.Logger // nil is log
	interpreter string
	cwd         string
	env         []string
	paths       []string // where imports look first
	starter     *starter
	done        chan struct{} // closed when closing begins

	preloading sync.Mutex
	preloaded  *preloader // what workers are forked from; nil is nothing
}

// newLauncher finds what a configuration names.
func newLauncher(c Config) (*launcher, error) {
	l := &launcher{config: c, log: c.Log, done: make(chan struct{})}
	if l.log == nil {
		l.log = slog.Default()
	}
	if os.Getenv("PASTE_PYTHON_WATCH") == "1" {
		l.config.Watch = true
	}
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return nil, fmt.Errorf("python: %w", err)
	}
	l.config.Dir = dir
	if l.interpreter, err = l.findInterpreter(); err != nil {
		return nil, err
	}
	l.paths = []string{dir}
	for _, path := range c.Path {
		l.paths = append(l.paths, l.fromDir(path))
	}
	if c.Cwd != "" {
		l.cwd = l.fromDir(c.Cwd)
		if _, err := os.Stat(l.cwd); err != nil {
			return nil, fmt.Errorf("python: the working directory: %w", err)
		}
	}
	l.env = os.Environ()
	for _, s := range c.Env {
		l.env = append(l.env, s.Key+"="+s.Value)
	}
	if levels(l.log) != nil {
		l.records = l.log
	}
	return l, nil
}

func (l *launcher) fromDir(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(l.config.Dir, path)
}

// findInterpreter returns the path of the Python to run.
func (l *launcher) findInterpreter() (string, error) {
	name, from := l.config.Interpreter, l.config.Dir
	if name == "" {
		name = "python3"
	}
	if chosen := os.Getenv("PASTE_PYTHON"); chosen != "" {
		name, from = chosen, ""
	}
	if strings.ContainsRune(name, filepath.Separator) && !filepath.IsAbs(name) {
		name = filepath.Join(from, name)
	}
	path, err := exec.LookPath(name)
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err != nil {
		return "", fmt.Errorf("python: the interpreter: %w; $PASTE_PYTHON names another one", err)
	}
	return path, nil
}

// tell returns what a worker is told that starts now: levels of loggers may have
// changed.
func (l *launcher) tell() ([]byte, error) { return l.config.wire(l.paths, levels(l.log)) }

// run runs the worker's source with descriptors of which the last two are its
// standard output and error, and the others those behind that of the source
// itself.
func (l *launcher) run(theirs files) (command, error) {
	told, err := l.tell()
	if err != nil {
		return command{}, err
	}
	cmd := exec.Command(l.interpreter, "-c", bootstrap)
	cmd.Dir, cmd.Env = l.cwd, l.env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	endWithParent(cmd.SysProcAttr)
	read, source, err := os.Pipe()
	if err != nil {
		return command{}, err
	}
	defer read.Close()
	last := len(theirs) - 2
	cmd.ExtraFiles = append([]*os.File{read}, theirs[:last]...)
	cmd.Stdout, cmd.Stderr = theirs[last], theirs[last+1]
	if err := l.starter.start(cmd); err != nil {
		_ = source.Close() // nobody reads it
		return command{}, fmt.Errorf("python: %w", err)
	}
	go feed(source, told)
	return command{cmd}, nil
}

// preloader returns the process to fork from, and starts it if there is none.
func (l *launcher) preloader() (*preloader, error) {
	l.preloading.Lock()
	defer l.preloading.Unlock()
	told, err := l.tell()
	if err != nil {
		return nil, err
	}
	if p := l.preloaded; p != nil {
		if p.isUsable() && bytes.Equal(p.told, told) {
			return p, nil
		}
		p.retire()
	}
	l.preloaded, err = l.startPreloader()
	if err == nil {
		l.preloaded.told = told
	}
	return l.preloaded, err
}

func (l *launcher) startPreloader() (*preloader, error) {
	p := &preloader{ready: make(chan error, 1), forked: make(chan int), ended: make(chan struct{}), exits: map[int]chan string{}}
	p.output = output{log: l.log, records: l.records, over: p.ended}
	var theirs files
	defer theirs.close()
	var err error
	if p.control, err = connect(syscall.SOCK_STREAM, &theirs); err != nil {
		return nil, err
	}
	if err = p.output.open(&theirs); err == nil {
		p.process, err = l.run(theirs)
	}
	if err != nil {
		p.output.close()
		_ = p.control.Close() // the error before counts
		return nil, err
	}
	p.output.begin()
	go p.wait()
	go p.listen()
	timer := time.NewTimer(l.config.StartTime)
	defer timer.Stop()
	select {
	case err = <-p.ready:
	case <-timer.C:
		err = fmt.Errorf("python: modules were not imported after %v", l.config.StartTime)
	case <-l.done:
		err = closingError{}
	}
	if err != nil {
		p.end()
		return nil, err
	}
	return p, nil
}

// outdate has workers be forked from another process.
func (l *launcher) outdate() {
	l.preloading.Lock()
	p := l.preloaded
	l.preloaded = nil
	l.preloading.Unlock()
	if p != nil {
		p.retire()
	}
}

// starter starts processes in one thread of the system, which does not end
// before them: the kernel ends them with it.
type starter struct {
	commands chan func()
}

func newStarter() *starter {
	s := &starter{make(chan func())}
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine
		for start := range s.commands {
			start()
		}
	}()
	return s
}

func (s *starter) start(cmd *exec.Cmd) error {
	err := make(chan error, 1)
	s.commands <- func() { err <- cmd.Start() }
	return <-err
}

func (s *starter) end() { close(s.commands) }
