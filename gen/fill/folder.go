package fill

import (
	"cmp"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/packed"
	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/reading"
	"github.com/pastegen/pastegen/gen/value"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// noFolder is a folder that is not there, of which a server would know nothing but
// files that are not found; nil for others. It says nothing of one that depends on
// the environment or on where the server runs, or that has an absolute path.
func (f *reader) noFolder(p param, r *reading.Reading, w parse.Word) *misread {
	folder := w.Text
	isFolder := f.env.Values.IsFolder(r.Type)
	switch {
	case len(w.Text.Variables()) > 0 || path.IsAbs(string(w.Text)) || f.isPacked(p):
		return nil
	case isFolder && !w.Text.UsesHere():
		folder = parse.Join(f.env.Folder(w.Span), string(w.Text))
	case !isFolder && !(p.tag.Folder && w.Text.UsesHere()):
		return nil
	}
	name := filepath.FromSlash(strings.ReplaceAll(string(folder), parse.HereMark, filepath.ToSlash(f.env.INI)))
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return nil
	}
	return &misread{severity: diag.Warning, code: problem.NoFolder, Misfit: value.Misfit{
		Whole: "there is no folder " + words.Quote(w.Written()),
		Hint: cmp.Or(diag.DidYouMean(filepath.Base(name), packed.FoldersBeside(name)),
			"make it before the server starts; a relative path starts in the folder of the INI file that it stands in"),
	}}
}

// isPacked reports whether the files of the folder are put into the program, which
// says more of what is wrong with it.
func (f *reader) isPacked(p param) bool {
	return p.tag.Folder && slices.ContainsFunc(f.keys.offered, func(t taker) bool { return t.tag.Embed == p.tag.Key && len(f.keys.get(t.param)) > 0 })
}
