package ini

import (
	"strings"

	"github.com/pastegen/pastegen/parse/source"
)

// entry is an entry whose value may still be continued.
type entry struct {
	entry   *Entry
	section *Section
	dropped bool // whether its key came before

	lines  []string
	places []valueLine
	length int // of the lines, joined
}

// addLine adds a stripped line that stands at an offset in the file.
func (e *entry) addLine(text string, offset int) {
	if len(e.lines) > 0 {
		e.length += len("\n")
	}
	e.lines = append(e.lines, text)
	e.places = append(e.places, valueLine{raw: e.length, source: offset})
	e.length += len(text)
}

// finish puts the entry into its section.
func (e *entry) finish(f *source.File) {
	if e.dropped {
		return
	}
	e.entry.Value = Value{file: f, lines: e.places}
	e.section.add(e.entry, stripRight(strings.Join(e.lines, "\n")))
}
