// Package app is the wiki of wiki.ini: pages for people (Wiki), the same pages
// as JSON (V1), and the filters around them.
package app

import (
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
)

// frontPage is the page that is shown where none is named.
const frontPage = "FrontPage"

// wikiWord is what a page's name looks like: FrontPage, HowToEdit.
const wikiWord = `[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+`

// store keeps each page in a file of its folder.
type store struct {
	root *os.Root
	name *regexp.Regexp
}

// openStore opens the folder, which has to exist.
func openStore(dir string) (*store, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &store{root, regexp.MustCompile("^" + wikiWord + "$")}, nil
}

func (s *store) close() error { return s.root.Close() }

// names returns the names of all pages, sorted.
func (s *store) names() ([]string, error) {
	files, err := fs.Glob(s.root.FS(), "*.txt")
	names := []string{}
	for _, f := range files {
		if name := strings.TrimSuffix(f, ".txt"); s.name.MatchString(name) {
			names = append(names, name)
		}
	}
	return names, err
}

// read returns the text of a page; fs.ErrNotExist if there is none.
func (s *store) read(name string) (string, error) {
	if !s.name.MatchString(name) {
		return "", fmt.Errorf("page %q: %w", name, fs.ErrNotExist)
	}
	text, err := fs.ReadFile(s.root.FS(), name+".txt")
	return string(text), err
}

// write replaces the text of a page; fs.ErrInvalid if it cannot have that name.
func (s *store) write(name string, text []byte) error {
	if !s.name.MatchString(name) {
		return fmt.Errorf("page %q: %w", name, fs.ErrInvalid)
	}
	f, err := s.root.Create(name + ".txt")
	if err != nil {
		return err
	}
	if _, err := f.Write(text); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
