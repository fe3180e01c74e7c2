package fill

import (
	"cmp"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/pastegen/pastegen/gen/keys"
	"github.com/pastegen/pastegen/gen/packed"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/reading"
	"github.com/pastegen/pastegen/gen/tell"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/source"
)

// onDisk looks at the folders and files that values name.
type onDisk struct{ *filler }

// missing is what a value names that is not there, and has to be when the server
// starts; nil for nothing.
func (f *onDisk) missing(p keys.Param, r *reading.Reading, w parse.Word) *tell.Misread {
	names, kind := f.needed(p, r, w)
	for _, name := range names {
		at := f.at(w.Span, name.Text)
		if path.IsAbs(string(name.Text)) || isThere(at, kind == "folder") {
			continue
		}
		return &tell.Misread{Severity: diag.Warning, Code: problem.NotThere, Misfit: value.Misfit{
			Whole: "there is no " + kind + " " + words.Quote(name.Written()),
			Hint: cmp.Or(diag.DidYouMean(filepath.Base(at), packed.Beside(at, kind == "folder")),
				"make it before the server starts; a relative path starts in the folder of the INI file that it stands in"),
		}}
	}
	return nil
}

// needed returns what in a value has to be there, and whether it is files or a
// folder: nothing in one that depends on the environment or on where the server
// runs.
func (f *onDisk) needed(p keys.Param, r *reading.Reading, w parse.Word) (names []parse.Word, kind string) {
	switch {
	case w.Text.UsesEnv() || f.isPacked(p):
		return nil, ""
	case f.env.Values.IsFolder(r.Type) || p.Tag.Folder && w.Text.UsesHere():
		return []parse.Word{w}, "folder"
	case f.env.Values.IsFiles(r.Type):
		return parse.Setting{Value: w.Text, Span: w.Span}.Words(), "file"
	case p.Tag.File && w.Text.UsesHere():
		return []parse.Word{w}, "file"
	}
	return nil, ""
}

// isThere reports whether a folder is there, or something else; for a pattern
// whether something matches it.
func isThere(name string, folder bool) bool {
	info, err := os.Stat(name)
	if err == nil {
		return info.IsDir() == folder
	}
	matches, err := filepath.Glob(name)
	return err == nil && len(matches) > 0 && !folder
}

// at is where what a value at a place names is now.
func (f *onDisk) at(at source.Span, name parse.Text) string {
	return filepath.FromSlash(f.env.PathAt(at, name).Where(f.env.INI))
}

// isPacked reports whether the files of the folder are put into the program, which
// says more of what is wrong with it.
func (f *onDisk) isPacked(p keys.Param) bool {
	return p.Tag.Folder && slices.ContainsFunc(f.keys.Offered, func(t keys.Taker) bool { return t.Tag.Embed == p.Tag.Key && len(f.keys.Get(t.Param)) > 0 })
}
