package fill

import (
	"cmp"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

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

// folders looks at the folders that values name.
type folders struct{ *filler }

// missing is a folder that is not there, of which a server would know nothing but
// files that are not found; nil for others. It says nothing of one that depends on
// the environment or on where the server runs, or that has an absolute path.
func (f *folders) missing(p keys.Param, r *reading.Reading, w parse.Word) *tell.Misread {
	isFolder := f.env.Values.IsFolder(r.Type) || p.Tag.Folder && w.Text.UsesHere()
	if !isFolder || w.Text.UsesEnv() || path.IsAbs(string(w.Text)) || f.isPacked(p) {
		return nil
	}
	name := f.onDisk(w.Span, w.Text)
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return nil
	}
	return &tell.Misread{Severity: diag.Warning, Code: problem.NoFolder, Misfit: value.Misfit{
		Whole: "there is no folder " + words.Quote(w.Written()),
		Hint: cmp.Or(diag.DidYouMean(filepath.Base(name), packed.FoldersBeside(name)),
			"make it before the server starts; a relative path starts in the folder of the INI file that it stands in"),
	}}
}

// onDisk is where a folder that a value at a place names is now.
func (f *folders) onDisk(at source.Span, name parse.Text) string {
	name = f.env.PathAt(at, name)
	return filepath.FromSlash(strings.ReplaceAll(string(name), parse.HereMark, filepath.ToSlash(f.env.INI)))
}

// isPacked reports whether the files of the folder are put into the program, which
// says more of what is wrong with it.
func (f *folders) isPacked(p keys.Param) bool {
	return p.Tag.Folder && slices.ContainsFunc(f.keys.Offered, func(t keys.Taker) bool { return t.Tag.Embed == p.Tag.Key && len(f.keys.Get(t.Param)) > 0 })
}
