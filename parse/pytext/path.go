package pytext

import (
	"path"
	"path/filepath"
	"strings"
)

// Paths of files are Texts: they start with HereMark, for a file in or near
// the folder of the entry file, or with "/", when the INI text says so. The
// functions here are those of Python's os.path, for such paths only.

// IsAbs is os.path.isabs.
func IsAbs(t Text) bool {
	return strings.HasPrefix(string(t), "/") || strings.HasPrefix(string(t), HereMark)
}

// Dirname is os.path.dirname of a path that names a file.
func Dirname(t Text) Text {
	i := strings.LastIndexByte(string(t), '/')
	if i < 0 {
		return t + "/.." // the entry file's folder itself
	}
	head := t[:i+1]
	if trimmed := strings.TrimRight(string(head), "/"); trimmed != "" {
		return Text(trimmed)
	}
	return head
}

// Abspath is os.path.abspath. Above the folder of the entry file, ".." stays.
func Abspath(t Text) Text {
	rest, here := strings.CutPrefix(string(t), HereMark)
	if !here {
		clean := path.Clean(string(t))
		if strings.HasPrefix(string(t), "//") && !strings.HasPrefix(string(t), "///") {
			clean = "/" + clean // POSIX leaves two slashes a meaning of their own
		}
		return Text(clean)
	}
	switch rest = path.Clean(strings.TrimLeft(rest, "/")); rest {
	case ".":
		return HereMark
	default:
		return HereMark + "/" + Text(rest)
	}
}

// Join is what a path means in a folder. One that begins with a variable stays as
// it is: what is in that may be absolute.
func Join(folder, name Text) Text {
	if IsAbs(name) || strings.HasPrefix(string(name), envMark) {
		return name
	}
	return Abspath(folder + "/" + name)
}

// In returns the path with the folder in place of HereMark.
func In(folder string, t Text) string {
	rest, here := strings.CutPrefix(string(t), HereMark)
	if !here {
		return filepath.FromSlash(string(t))
	}
	return filepath.Join(folder, filepath.FromSlash(rest))
}

// Short is how the graph shows a file: relative to the folder of the entry
// file, unless it was named by an absolute path.
func Short(t Text) string {
	return strings.TrimPrefix(t.String(), "$HERE/")
}
