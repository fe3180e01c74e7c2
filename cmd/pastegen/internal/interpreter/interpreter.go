// Package interpreter asks a Python interpreter what the factories of a file
// are. That imports the user's modules, in a process of its own, which has a
// limited time and may do what it likes: print, exit, hang or crash.
package interpreter

import (
	"bytes"
	"context"
	_ "embed" // for the program
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/pastegen/pastegen/gen/record"
)

//go:embed probe.py
var program string

// Python says which interpreter to ask, and how.
type Python struct {
	Program string   // its path
	Dir     string   // the working directory; empty: this process's own
	Env     []string // variables besides this process's own: "TZ=UTC"
	Path    []string // folders in front of sys.path; the first one is the site's
	Init    []string // "module:function", called before anything is imported
	// Patience is how long one import may take; 0 is 20 seconds.
	Patience time.Duration
	// Cache is a folder for answers, which are taken from there as long as no
	// file has changed that was imported; empty for none.
	Cache string
	// Show returns the path of a file as people are shown it; nil: as it is.
	Show func(path string) string
}

const patience = 20 * time.Second

// Answers are what an interpreter has told.
type Answers struct {
	Record *record.Record
	// Init is what is wrong with a function of Init, whose Use names it: then
	// nothing else is known. Nil if all is well.
	Init *record.Failure
	// Output is the end of what modules have printed.
	Output string

	times map[string]string          // of all files that matter
	paths map[record.Question]string // of the files where factories are defined
}

// Ask asks for these factories. The error is that there is no interpreter to
// ask, or one that is too old.
func (p Python) Ask(ctx context.Context, questions []record.Question) (*Answers, error) {
	questions = record.Sort(questions)
	if a := p.cached(questions); a != nil {
		return a, nil
	}
	a := &Answers{Record: &record.Record{Fresh: true}, paths: map[record.Question]string{}}
	for left := questions; len(left) > 0 && a.Init == nil; {
		met, err := p.run(ctx, left, a)
		if err != nil {
			return nil, err
		}
		left = a.without(left[met:])
	}
	p.keep(questions, a)
	return a, nil
}

// without returns the questions that are not answered yet.
func (a *Answers) without(all []record.Question) []record.Question {
	var left []record.Question
	for _, q := range all {
		_, known := a.Record.Factory(q)
		_, failed := a.Record.Failure(q)
		if !known && !failed {
			left = append(left, q)
		}
	}
	return left
}

// run asks in one process, and returns how many questions it has met: those
// behind one that ended it are still open.
func (p Python) run(ctx context.Context, questions []record.Question, a *Answers) (met int, err error) {
	in, err := json.Marshal(map[string]any{
		"path": nonNil(p.Path), "init": nonNil(p.Init), "patience": p.patience().Seconds(), "ask": questions,
	})
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := exec.CommandContext(ctx, p.Program, "-c", program)
	cmd.Dir = p.Dir
	cmd.Env = append(append(os.Environ(), p.Env...), "PYTHONDONTWRITEBYTECODE=1", "PYTHONIOENCODING=utf-8")
	cmd.Stdin = bytes.NewReader(in)
	printed := &tail{most: 16 << 10}
	cmd.Stderr = printed
	cmd.WaitDelay = time.Second
	ownGroup(cmd)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	r := &reader{Python: p, answers: a, questions: questions}
	late := r.read(out, p.patience()+5*time.Second)
	if late {
		cancel()
	}
	hang := time.AfterFunc(p.patience(), cancel) // modules can keep it from its end when there is no more to hear
	ended := cmd.Wait()
	late = !hang.Stop() || late
	endGroup(cmd)
	if ctx.Err() != nil && !late {
		return 0, ctx.Err()
	}
	a.Output += printed.String()
	return r.end(ended, late, printed.String())
}

func (p Python) patience() time.Duration {
	if p.Patience == 0 {
		return patience
	}
	return p.Patience
}

func nonNil(all []string) []string { return append([]string{}, all...) }

// message is a line that the program writes.
type message struct {
	At     *int              `json:"at"`
	Init   string            `json:"init"`
	Old    string            `json:"old"`
	Found  *found            `json:"found"`
	Failed *failed           `json:"failed"`
	Times  map[string]string `json:"times"`
}

type found struct {
	record.Factory
	Path string `json:"path"`
}

type failed struct {
	record.Failure
	Path string `json:"path"`
	Line int    `json:"line"`
}

// reader reads what a process tells.
type reader struct {
	Python
	answers   *Answers
	questions []record.Question

	old   string // the version of an interpreter that is too old
	begun bool   // it has told anything
	init  string // what it is calling; empty when that is done
	at    int    // the question that it is about
	done  bool   // all was told
}

// read reads all that is told; late reports that nothing more came for so long.
func (r *reader) read(in io.Reader, patience time.Duration) (late bool) {
	lines := make(chan message)
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		defer close(lines)
		for dec := json.NewDecoder(in); ; {
			var m message
			if dec.Decode(&m) != nil {
				return
			}
			select {
			case lines <- m:
			case <-stop:
				return
			}
		}
	}()
	for {
		select {
		case m, ok := <-lines:
			if !ok {
				return false
			}
			r.take(m)
		case <-time.After(patience):
			return true
		}
	}
}

func (r *reader) take(m message) {
	r.begun = true
	switch {
	case m.Old != "":
		r.old = m.Old
	case m.Init != "":
		r.init = m.Init
	case m.At != nil && *m.At >= 0 && *m.At < len(r.questions):
		r.init, r.at = "", *m.At
	case m.Found != nil:
		r.answers.paths[m.Found.Question] = m.Found.Path
		r.answers.Record.Factories = append(r.answers.Record.Factories, r.factory(*m.Found))
	case m.Failed != nil:
		r.fail(r.failure(*m.Failed))
	case m.Times != nil:
		r.answers.times, r.done = m.Times, true
	}
}

// fail notes what is wrong with a factory, or with what is called before.
func (r *reader) fail(f record.Failure) {
	if r.init != "" {
		f.Use = r.init
		r.answers.Init = &f
		return
	}
	r.answers.Record.Failures = append(r.answers.Record.Failures, f)
}

// end takes what the end of the process tells. It returns how many questions are
// settled.
func (r *reader) end(err error, late bool, printed string) (int, error) {
	switch {
	case r.old != "":
		return 0, fmt.Errorf("it is Python %s; 3.7 is the oldest one that will do", r.old)
	case r.done || r.answers.Init != nil:
		return len(r.questions), nil
	case !r.begun:
		return 0, noProgram(err, printed)
	}
	f := record.Failure{Reason: record.Ended, Text: ending(err)}
	if late || strings.Contains(printed, "Timeout (") {
		f.Reason, f.Text = record.Stuck, fmt.Sprintf("it had not come to an end after %v", r.patience())
	}
	f.Place = r.where(printed)
	if r.init != "" {
		r.fail(f)
		return len(r.questions), nil
	}
	stem := module(r.questions[r.at])
	for _, q := range r.questions[r.at:] {
		if _, known := r.answers.Record.Factory(q); module(q) == stem && !known {
			f.Question = q
			r.fail(f)
		}
	}
	return r.at, nil
}

// module is what is imported for a factory, or its distribution.
func module(q record.Question) string {
	if strings.HasPrefix(q.Use, "egg:") {
		name, _, _ := strings.Cut(q.Use, "#")
		return name
	}
	name, _, _ := strings.Cut(q.Use, ":")
	return name
}

// noProgram says why a process has not even begun.
func noProgram(err error, printed string) error {
	lines := strings.Split(strings.TrimSpace(printed), "\n")
	if text := strings.TrimSpace(lines[len(lines)-1]); text != "" {
		return fmt.Errorf("it does not run: %s", text)
	}
	if err == nil {
		return errors.New("it does not run Python")
	}
	return fmt.Errorf("it does not run: %w", err)
}

// ending says how a process has ended before its time.
func ending(err error) string {
	if err == nil {
		return "exit status 0"
	}
	return err.Error()
}

// tail keeps the end of what is written to it.
type tail struct {
	bytes.Buffer
	most int
}

func (t *tail) Write(p []byte) (int, error) {
	n, err := t.Buffer.Write(p)
	if over := t.Len() - t.most; over > 0 {
		t.Next(over)
	}
	return n, err
}
