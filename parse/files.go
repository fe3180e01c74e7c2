package parse

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/ini"
	"github.com/pastegen/pastegen/parse/pytext"
	"github.com/pastegen/pastegen/parse/source"
)

// files are the entry file and what it includes, as far as they were read.
type files struct {
	path string // of the entry file, as it was given
	read map[Text]*file
	of   map[*source.File]*file
}

func newFiles(path string) *files {
	return &files{path: path, read: map[Text]*file{}, of: map[*source.File]*file{}}
}

// entry is the name of the entry file.
func (all *files) entry() Text { return pytext.Abspath(HereMark + "/" + Text(filepath.Base(all.path))) }

// open returns the file of an absolute name, which it reads once.
func (all *files) open(name Text) *file {
	if f := all.read[name]; f != nil {
		return f
	}
	text, err := readFile(pytext.In(filepath.Dir(all.path), name), name == all.entry())
	return all.add(name, text, err)
}

// mostOfStream is how many bytes are read of an entry file that is a device or a pipe,
// which may have no end.
const mostOfStream = 64 << 20

// readFile is os.ReadFile that does not wait for ever: what is included must be a regular
// file. The entry file may be a pipe, as a shell makes it for <(COMMAND).
func readFile(path string, isEntry bool) (string, error) {
	info, err := os.Stat(path)
	if err != nil || info.Mode().IsRegular() || info.IsDir() {
		text, err := os.ReadFile(path)
		return string(text), err
	}
	if !isEntry {
		return "", errors.New("is no regular file")
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, mostOfStream+1))
	if len(text) > mostOfStream {
		return "", fmt.Errorf("is longer than %d bytes", mostOfStream)
	}
	return string(text), err
}

// add is open for a file of which the text, or why there is none, is known.
func (all *files) add(name Text, text string, err error) *file {
	f := &file{name: name, short: pytext.Short(name), err: err}
	f.ini, f.problems = ini.Parse(source.New(all.shown(name), text))
	if err != nil {
		f.problems = diag.List{unreadableEntry(all.shown(name), err)}
	}
	f.sections = newSectionIndex(f.ini)
	f.used = usedAsSecrets(f)
	f.ini.Source.Hide(func() []source.Span { return hiddenIn(f) })
	all.read[name], all.of[f.ini.Source] = f, f
	return f
}

// shown is the name of a file in diagnostics: as the user wrote that of the
// entry file, and in the same manner those of the others.
func (all *files) shown(name Text) string {
	if name == all.entry() {
		return all.path
	}
	return pytext.In(filepath.Dir(all.path), name)
}

// file is one file that was read, or could not be.
type file struct {
	name     Text   // absolute
	short    string // see RelName
	ini      *ini.File
	sections *sectionIndex
	err      error // of the operating system
	problems diag.List
	used     map[string]bool // see usedAsSecrets
}

// exception is what Python raises when it reads the file under that name, nil
// if it reads it well.
func (f *file) exception(name Text) *exception {
	switch e := f.ini.Err; {
	case f.err != nil:
		return osError(f.err, name)
	case e != nil:
		base := HereMark + "/" + Text(filepath.Base(f.ini.Source.Name()))
		exc := raise(e.Class, "%s", strings.Replace(e.Message, pytext.Repr(base), pytext.Repr(name), 1))
		exc.shown = f.conceal(exc.shown)
		return exc
	}
	return nil
}

// conceal returns a message that may quote lines of the file without its secrets.
func (f *file) conceal(message string) string {
	for n := 1; n == 1 || f.ini.Source.LineStart(n) != f.ini.Source.LineStart(n-1); n++ {
		start := f.ini.Source.LineStart(n)
		line := f.ini.Source.Span(start, start+len(f.ini.Source.Line(n)))
		if shown := line.Shown(); shown != line.Text() {
			inner := func(s string) string { return strings.Trim(ini.Repr(s), `'"`) }
			message = strings.ReplaceAll(message, inner(line.Text()), inner(shown))
		}
	}
	return message
}

// reason says in a few words why a file could not be read.
func reason(err error) string {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	return err.Error()
}
