package errorpage

import (
	"bufio"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/pastegen/pastegen/templates/section"
)

// Frame is a call.
type Frame struct {
	Function string // with the path of its package
	File     string
	Line     int
	Library  bool     // it is not of the program's own packages
	First    int      // the number of the first line of Source
	Source   []string // the lines around Line; nil if they cannot be read
}

// maxFrames is how many calls are shown: an endless recursion has more.
const maxFrames = 100

// calls returns the calls that have led to v, which an error of another
// language knows itself.
func calls(v any, around int) []Frame {
	foreign, ok := v.(interface{ Frames() []runtime.Frame })
	if !ok {
		return callers(around)
	}
	var all []Frame
	for _, f := range foreign.Frames() {
		frame := Frame{Function: f.Function, File: f.File, Line: f.Line, Library: strings.Contains(f.File, "-packages/") || strings.Contains(f.File, "/lib/python")}
		if around > 0 {
			frame.readSource(around)
		}
		all = append(all, frame)
	}
	return all
}

// callers returns the calls that have led to a panic, while that is being
// recovered, with lines of their source around.
func callers(around int) []Frame {
	counters := make([]uintptr, 1000)
	counters = counters[:runtime.Callers(1, counters)]
	var all []Frame
	for frames := runtime.CallersFrames(counters); ; {
		f, more := frames.Next()
		if f.Function == "runtime.gopanic" {
			all = all[:0] // what is before has to do with the recovery; a deferred call may have panicked again
		} else if f.Function != "" && !section.IsMark(f.Function) {
			all = append(all, Frame{Function: f.Function, File: f.File, Line: f.Line, Library: isLibrary(f.Function)})
		}
		if !more {
			break
		}
	}
	for len(all) > 0 && strings.HasPrefix(all[0].Function, "runtime.") {
		all = all[1:] // how the runtime has found out
	}
	all = all[:min(len(all), maxFrames)]
	if around > 0 {
		for i := range all {
			all[i].readSource(around)
		}
	}
	return all
}

// isLibrary reports whether a function is one of the standard library or of
// what pastegen has written.
func isLibrary(function string) bool {
	path, name := "", function
	if i := strings.LastIndexByte(function, '/'); i >= 0 {
		path, name = function[:i+1], function[i+1:]
	}
	pkg, _, _ := strings.Cut(name, ".")
	path += pkg
	first, _, _ := strings.Cut(path, "/")
	isStandard := path != "main" && !strings.Contains(first, ".") && isPartOf(path, first)
	return isStandard || strings.Contains(path+"/", "/internal/paste/")
}

// isPartOf reports whether a path without a dot in its first element is in the
// standard library, and not of a module with such a name.
func isPartOf(path, first string) bool {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Path == "" {
		return true
	}
	main := info.Main.Path
	return path != main && !strings.HasPrefix(path, main+"/") && first != main
}

// readSource reads the lines around the call.
func (f *Frame) readSource(around int) {
	file, err := openSource(f.File)
	if err != nil {
		return
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan() && n <= f.Line+around; n++ {
		if n >= f.Line-around {
			if f.Source == nil {
				f.First = n
			}
			f.Source = append(f.Source, lines.Text())
		}
	}
	if f.First+len(f.Source) <= f.Line {
		f.Source = nil // another file than the one that was compiled
	}
}

// openSource opens a source file. In a program that was built with -trimpath
// files have the path of their package in front, and those of the main module
// are looked for below the working directory.
func openSource(name string) (*os.File, error) {
	if filepath.IsAbs(name) {
		return os.Open(name)
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil, os.ErrNotExist
	}
	rest, ok := strings.CutPrefix(name, info.Main.Path+"/")
	if !ok || !filepath.IsLocal(rest) {
		return nil, os.ErrNotExist
	}
	return os.Open(rest)
}
