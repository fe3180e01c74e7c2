package php

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/pastegen/pastegen/templates/cgianswer"
)

// process is a php-cgi that is started when it is needed.
type process struct {
	script, ini string
	port        int // 0 for a socket
	settings    []string
	log         *slog.Logger

	mu      sync.Mutex
	dir     string        // of the socket
	cmd     *exec.Cmd     // nil when it does not run
	ended   chan struct{} // closed when it has ended
	listens bool
}

// startTime is how long php-cgi may take until it listens, and to end.
const startTime = 10 * time.Second

// running returns where php-cgi listens, after starting it if it does not run.
func (p *process) running(ctx context.Context) (network, address string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd != nil {
		select {
		case <-p.ended:
			p.log.Warn("php-cgi has ended, it is started again")
			p.cmd = nil
		default:
		}
	}
	if p.cmd == nil {
		p.listens = false
		if err := p.start(); err != nil {
			return "", "", err
		}
	}
	if !p.listens {
		if err := p.wait(ctx); err != nil {
			return "", "", err
		}
		p.listens = true
	}
	network, address = p.address()
	return network, address, nil
}

func (p *process) address() (network, address string) {
	if p.port != 0 {
		return "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(p.port))
	}
	return "unix", filepath.Join(p.dir, "php")
}

// start starts php-cgi.
func (p *process) start() error {
	if p.port == 0 && p.dir == "" {
		dir, err := os.MkdirTemp("", "php-")
		if err != nil {
			return err
		}
		p.dir = dir
	}
	_, address := p.address()
	args := []string{"-b", address}
	if p.ini != "" {
		args = append(args, "-c", p.ini)
	}
	for _, setting := range p.settings {
		args = append(args, "-d", setting)
	}
	cmd := exec.Command(p.script, args...)
	cmd.Env = append([]string{"PHP_FCGI_CHILDREN=4"}, os.Environ()...) // the environment's own counts
	errs := &cgianswer.Lines{Log: p.log, Message: "php-cgi says"}
	cmd.Stdout, cmd.Stderr = errs, errs
	if err := cmd.Start(); err != nil {
		return err
	}
	p.log.Info("php-cgi was started", "pid", cmd.Process.Pid, "address", address)
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // that it has ended is enough to know
		close(ended)
	}()
	p.cmd, p.ended = cmd, ended
	return nil
}

// wait returns when php-cgi listens.
func (p *process) wait(ctx context.Context) error {
	network, address := p.address()
	for deadline := time.Now().Add(startTime); ; {
		conn, err := net.Dial(network, address)
		if err == nil {
			return conn.Close()
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("php-cgi does not listen: %w", err)
		}
		select {
		case <-p.ended:
			p.cmd = nil
			return fmt.Errorf("php-cgi has ended before it listened")
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// stop ends php-cgi.
func (p *process) stop() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd != nil {
		_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may have ended
		select {
		case <-p.ended:
		case <-time.After(startTime):
			_ = p.cmd.Process.Kill()
			<-p.ended
		}
		p.cmd = nil
	}
	if p.dir == "" {
		return nil
	}
	dir := p.dir
	p.dir = ""
	return os.RemoveAll(dir)
}
