package marker

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// ListName is the name, from the folder of main.go, of the list of what
// pastegen has written there.
const ListName = "internal/paste/files.txt"

// IsCopy reports whether a folder is one that pastegen has written beside a
// main.go: that of a built-in package, as the list there says.
func IsCopy(dir string) bool {
	copies := path.Dir(ListName) + "/" + filepath.Base(dir)
	root, below := strings.CutSuffix(filepath.ToSlash(filepath.Clean(dir)), "/"+copies)
	if !below {
		return false
	}
	text, err := os.ReadFile(filepath.Join(filepath.FromSlash(root), filepath.FromSlash(ListName)))
	_, files, _ := ReadList(string(text))
	return err == nil && slices.ContainsFunc(files, func(f Listed) bool { return path.Dir(f.Name) == copies })
}

// Listed is an entry of the list.
type Listed struct {
	Name string // from the folder of main.go, with slashes
	Sum  string // of a file that can have no header; empty for a Go file
}

// List returns the text of the list: a line with the header's words, and then
// one line a file, sorted by name.
func List(source string, files []Listed) string {
	files = slices.SortedFunc(slices.Values(files), func(a, b Listed) int { return strings.Compare(a.Name, b.Name) })
	var b strings.Builder
	b.WriteString(listHeader(source) + "\n")
	for _, f := range files {
		b.WriteString(strings.TrimSpace(f.Name+" "+f.Sum) + "\n")
	}
	return b.String()
}

func listHeader(source string) string { return "#" + strings.TrimPrefix(Header(source), "//") }

// ReadList returns the entries of a list, and the INI file that its header
// names, as Printable shows it; ok is false for any other text.
func ReadList(text string) (source string, files []Listed, ok bool) {
	first, rest := cutLine(text)
	source, ok = Source("//" + strings.TrimPrefix(first, "#"))
	if !ok || !strings.HasPrefix(first, "#") {
		return "", nil, false
	}
	for line := range strings.Lines(rest) {
		name, sum, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		if name != "" {
			files = append(files, Listed{name, sum})
		}
	}
	return source, files, true
}

// Sum returns a number that tells contents apart, but not texts that differ in
// line ends alone, which version control may change.
func Sum(content []byte) string {
	sum := sha256.Sum256(bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n")))
	return hex.EncodeToString(sum[:])
}
