package ini

import (
	"strings"

	goini "gopkg.in/ini.v1"

	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// Parse reads a file. The File is never nil; the list holds an error for each
// problem, where configparser stops at the first one or, for bad lines, at the
// end. A byte order mark, which configparser would take for text, is skipped.
func Parse(f *source.File) (*File, diag.List) {
	f.Hide(func() []source.Span { return hiddenLines(f) })
	p := newParser(f)
	start := 0
	if strings.HasPrefix(p.text, byteOrderMark) {
		start = len(byteOrderMark)
	}
	for l := range lines(p.text, start) {
		p.line(l)
	}
	p.finishEntry()
	p.file.Err = p.pythonError()
	if isUTF16(f.Text()) {
		p.problems = p.problems[:1] // all others follow from the first
	}
	return p.file, unfilledFile(p.problems)
}

// parser follows RawConfigParser._read of Python 3.11, whose variables are
// given behind each field, but goes on after every problem.
type parser struct {
	file     *File
	text     string // UTF-8, as long as the source's text
	bad      *undecodable
	problems diag.List

	section *Section // cursect and sectname; nil before the first header
	entry   *entry   // optname; nil where no line may continue a value
	indent  int      // indent_level

	headless bool      // whether a line before the first header was met
	raised   *Error    // the exception that stops Python at a line; nil before
	badLines []BadLine // e
}

func newParser(f *source.File) *parser {
	// A line cannot hold "\n", so no section is another's child. Names are
	// unique by our own look-ups; those of ini.v1 would be linear searches.
	store := goini.Empty(goini.LoadOptions{AllowNonUniqueSections: true, ChildSectionDelimiter: "\n"})
	p := &parser{
		file: &File{Source: f, store: store, sections: map[*goini.Section]*Section{}},
		text: f.Text(),
	}
	p.file.Defaults = newSection(store.Section(DefaultName), source.Span{})
	if p.bad = findUndecodable(p.text); p.bad != nil {
		p.problems.Add(notUTF8(f, p.bad))
		p.text = sanitize(p.text)
	}
	return p
}

func (p *parser) line(l line) {
	switch {
	case l.blank():
		if p.entry != nil {
			p.entry.addLine(l.text, l.offset)
		}
	case l.comment():
	case p.entry != nil && l.indent > p.indent:
		p.entry.addLine(l.text, l.offset)
	default:
		p.indent = l.indent
		p.headerOrOption(l)
	}
}

func (p *parser) headerOrOption(l line) {
	if name, offset, ok := l.header(); ok {
		p.header(l, name, p.span(offset, name))
		return
	}
	if p.section == nil {
		p.beforeFirstHeader(l)
		return
	}
	o, ok := l.option()
	if !ok && p.section.foreign() {
		return
	}
	if !ok {
		p.badLine(l)
		p.problems.Add(notKeyValue(p.span(l.offset, l.text)))
		return
	}
	p.finishEntry()
	if o.key == "" {
		p.keyless(l)
		return
	}
	p.option(l, o)
}

// header starts a section. The parts of [DEFAULT] are one section. The second
// of two sections of the same name is read, for what is wrong in it, but is no
// part of the File.
func (p *parser) header(l line, name string, at source.Span) {
	p.finishEntry()
	if name == DefaultName {
		p.section = p.file.Defaults
		if !p.section.Header.IsValid() {
			p.section.Header = at
		}
		return
	}
	first := p.file.Section(name)
	stored, err := p.file.store.NewSection(name)
	if err != nil {
		panic(err) // only for an empty name, which no header has
	}
	p.section = newSection(stored, at)
	if first != nil && p.section.foreign() {
		return
	}
	if first != nil {
		p.raise(l, duplicateSectionError(p.file.Source.Name(), name, l.number))
		p.problems.Add(duplicateSection(name, at, first.Header))
		return
	}
	p.file.Sections = append(p.file.Sections, p.section)
	p.file.sections[p.section.store] = p.section
}

// beforeFirstHeader complains of the first line without a section; that the
// ones behind it have none follows from it.
func (p *parser) beforeFirstHeader(l line) {
	if p.headless {
		return
	}
	p.headless = true
	p.raise(l, missingSectionHeaderError(p.file.Source.Name(), l))
	p.problems.Add(noSection(p.span(l.offset, l.text)))
}

// option starts an entry. The second of two entries with the same key is no
// part of the section, nor are the lines that continue it.
func (p *parser) option(l line, o option) {
	first := p.section.Entry(o.key)
	p.entry = &entry{
		entry:   &Entry{Key: o.key, KeySpan: p.span(l.offset, o.key)},
		section: p.section,
		dropped: first != nil,
	}
	p.entry.addLine(o.value, o.valueOffset)
	if strings.HasPrefix(o.key, "[") {
		p.problems.Add(headerAsKey(p.span(l.offset, l.text)))
	}
	if first != nil && !p.section.foreign() {
		p.raise(l, duplicateOptionError(p.file.Source.Name(), p.section.Name, o.key, l.number))
		p.problems.Add(duplicateKey(o.key, p.section.Name, p.entry.entry.KeySpan, first.KeySpan))
	}
}

// keyless complains of a line that starts with a delimiter. For configparser it
// sets the key "", which gets no continuation lines and must not come twice.
func (p *parser) keyless(l line) {
	p.badLine(l)
	if p.section.emptyKey {
		p.raise(l, duplicateOptionError(p.file.Source.Name(), p.section.Name, "", l.number))
	}
	p.section.emptyKey = true
	p.problems.Add(noKey(p.span(l.offset, l.text[:1])))
}

// finishEntry ends the value that was being read, if any.
func (p *parser) finishEntry() {
	if p.entry != nil {
		p.entry.finish(p.file.Source)
		p.unfilled(p.entry)
	}
	p.entry = nil
}

// unfilled warns of a value that is a place in a template.
func (p *parser) unfilled(e *entry) {
	if !e.dropped && wholePlace.MatchString(e.entry.Value.Raw) {
		p.problems.Add(Templates(diag.List{diag.Warningf(codeTemplate, e.entry.Value.Whole(), "")})...)
	}
}

// raise notes that configparser raises an exception at a line, unless it does
// not come that far.
func (p *parser) raise(l line, err *Error) {
	if p.raised == nil && (p.bad == nil || p.bad.after(p.text, l)) {
		p.raised = err
	}
}

// badLine notes a line that configparser will complain of at the end.
func (p *parser) badLine(l line) {
	p.badLines = append(p.badLines, BadLine{Line: l.number, Repr: Repr(l.python())})
}

// pythonError returns what configparser raises for the whole file.
func (p *parser) pythonError() *Error {
	switch {
	case p.raised != nil:
		return p.raised
	case p.bad != nil:
		return p.bad.error(p.file.Source.Text())
	case p.badLines != nil:
		return parsingError(p.file.Source.Name(), p.badLines)
	}
	return nil
}

// span returns the place of a text that stands at offset.
func (p *parser) span(offset int, text string) source.Span {
	return p.file.Source.Span(offset, offset+len(text))
}
