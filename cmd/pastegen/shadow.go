package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/pastegen/pastegen/cmd/pastegen/internal/replay"
	"github.com/pastegen/pastegen/gen"
)

// shadowing is one run of the command.
type shadowing struct {
	*program
	log string // the access log
}

func newShadow() *cobra.Command {
	s := &shadowing{program: newProgram()}
	cmd := &cobra.Command{
		Use:   "shadow FILE [NAME=VALUE ...] --replay LOG",
		Short: "Compare ported sections with their originals in Python",
		Long: `Shadow compiles the server that a file describes, in the cache, and asks it each
GET and HEAD request of an access log again: in the combined format of Apache,
nginx and gunicorn, or the common one. Go and Python answer, and what differs is
told.

Compared are the sections that [pastegen:shadow] names, or --section, or else all
apps and filters that are written in Go and stand for functions of Python. The
headers and keys of environ that may differ are those of [pastegen:shadow] ignore.

The log has no cookies, and neither have the requests. What they ask for is done:
have the server use a database that it may read from.

Exit code 1 says that there are differences, or that nothing was compared.`,
		Example: `  pastegen shadow production.ini --replay /var/log/nginx/access.log
  pastegen shadow production.ini --section filter:auth --replay access.log`,
		RunE: body(func(cmd *cobra.Command, _ []string) error {
			return s.run(cmd)
		}),
	}
	s.program.flags(cmd)
	cmd.Flags().StringVar(&s.log, "replay", "", "the access `LOG`, \"-\" for the standard input")
	cmd.Flags().StringArrayVar(&s.req.shadow, "section", nil, "compare the section `NAME`, such as filter:auth (repeatable)")
	_ = cmd.MarkFlagRequired("replay") // the flag is there
	return cmd
}

func (s *shadowing) run(cmd *cobra.Command) error {
	log, err := s.readLog(cmd.InOrStdin())
	if err != nil {
		return err
	}
	if err := s.choose(cmd); err != nil {
		return err
	}
	path, slot, err := s.inCache(cmd.Context(), cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	defer slot.Unlock()
	lines, err := s.replay(cmd.Context(), cmd.ErrOrStderr(), path, log)
	if err != nil {
		return err
	}
	return replay.Tell(cmd.OutOrStdout(), log, lines)
}

func (s *shadowing) readLog(stdin io.Reader) (replay.Log, error) {
	if s.log == "-" {
		return replay.Read(stdin)
	}
	f, err := os.Open(s.log)
	if err != nil {
		return replay.Log{}, err
	}
	defer f.Close()
	return replay.Read(f)
}

// choose finds what is to be compared where nobody says it.
func (s *shadowing) choose(cmd *cobra.Command) error {
	config, problems, usable := s.req.read(s.rep, cmd.ErrOrStderr())
	if !usable || len(s.req.shadow) > 0 || config.File.Section("pastegen:shadow") != nil {
		return nil // problems are told by and by
	}
	at, more := s.req.place(config)
	if problems.Add(more...); problems.HasErrors() {
		return nil
	}
	opts, _ := s.req.options(config, at)
	inv, _ := gen.Inspect(cmd.Context(), config, opts)
	for _, section := range inv.Sections {
		if section.State == gen.Written && section.Comparable && section.File == "" {
			s.req.shadow = append(s.req.shadow, section.Section)
		}
	}
	if len(s.req.shadow) == 0 {
		return errors.New("no app or filter is written in Go and stands for a function of Python: there is nothing to compare")
	}
	return nil
}

// replay runs the program, and returns the lines of its report.
func (s *shadowing) replay(ctx context.Context, stderr io.Writer, path string, log replay.Log) ([]byte, error) {
	folder, err := os.MkdirTemp("", "pastegen")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	here, err := filepath.Abs(s.req.dir())
	if err != nil {
		return nil, err
	}
	socket, report := filepath.Join(folder, "socket"), filepath.Join(folder, "report")
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	server := exec.CommandContext(context.WithoutCancel(ctx), path, "-listen", "unix:"+socket)
	server.Env = append(os.Environ(), "PASTE_HERE="+here, "PASTE_SHADOW_REPORT="+report)
	if os.Getenv("PASTE_LOG_LEVEL") == "" {
		server.Env = append(server.Env, "PASTE_LOG_LEVEL=error") // differences are in the report
	}
	server.Stdout, server.Stderr = stderr, stderr
	if err := server.Start(); err != nil {
		return nil, err
	}
	ended := make(chan error, 1)
	go func() {
		err := server.Wait()
		cancel(errors.Join(errors.New("the server has ended"), err))
		ended <- err
	}()
	failed := askAll(ctx, replay.NewClient(socket), log)
	if failed != nil && ctx.Err() != nil {
		failed = context.Cause(ctx)
	}
	_ = server.Process.Signal(syscall.SIGTERM) // it may have ended
	if err := <-ended; failed == nil && err != nil {
		failed = fmt.Errorf("the server: %w", err)
	}
	if failed != nil {
		return nil, failed
	}
	return os.ReadFile(report)
}

// askAll asks a server all requests of a log, one after the other.
func askAll(ctx context.Context, c *replay.Client, log replay.Log) error {
	defer c.Close()
	if err := c.Await(ctx); err != nil {
		return err
	}
	for _, r := range log.Requests {
		if err := c.Ask(ctx, r); err != nil && ctx.Err() != nil {
			return err // others are what clients of a broken answer see, too
		}
	}
	return nil
}
