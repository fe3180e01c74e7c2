package step

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

// Panic is the error of a function that has panicked.
type Panic struct {
	Value any
	Stack []byte
	Calls []Call // which led to it, the innermost first, without those of package runtime
}

// Call is where a function was when it, or what it called, panicked.
type Call struct {
	Function string // "example.com/site/apps.New"
	File     string // with its folder: "apps/apps.go"
	Line     int
}

// Error has the value and the stack.
func (p *Panic) Error() string {
	return fmt.Sprintf("panic: %v\n%s", p.Value, p.Stack)
}

// calls returns those that have led to a panic which the caller has recovered.
func calls() []Call {
	pcs := make([]uintptr, 100)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	var out []Call
	for panicked := false; ; {
		frame, more := frames.Next()
		own := strings.HasPrefix(frame.Function, "runtime.")
		switch {
		case own:
			panicked = true
		case panicked:
			out = append(out, Call{frame.Function, path.Join(path.Base(path.Dir(frame.File)), path.Base(frame.File)), frame.Line})
		}
		if !more {
			return out
		}
	}
}
