package fill

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/problem"
	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// checkFolder warns of a folder that is not there, of which a server would know
// nothing but files that are not found. It says nothing of one that depends on the
// environment or on where the server runs, or that is not below the INI file's.
func (f *reader) checkFolder(p param, r *reading, w parse.Word) {
	var folder parse.Text
	switch {
	case len(w.Text.Variables()) > 0 || path.IsAbs(string(w.Text)) || f.isPacked(p):
		return
	case f.env.Values.IsFolder(r.typ) && !w.Text.UsesHere():
		folder = parse.Join(f.env.Folder(w.Span), string(w.Text))
	case f.env.Values.IsFolder(r.typ), p.tag.folder && w.Text.UsesHere():
		folder = w.Text
	default:
		return
	}
	name := filepath.FromSlash(strings.ReplaceAll(string(folder), parse.HereMark, filepath.ToSlash(f.env.INI)))
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return
	}
	d := diag.Diagnostic{
		Severity: diag.Warning, Code: problem.NoFolder, Span: w.Span,
		Message: "there is no folder " + words.Quote(written(w)),
		Hint:    diag.DidYouMean(filepath.Base(name), foldersBeside(name)),
	}
	if d.Hint == "" {
		d.Hint = f.tell.what(p) + ": make it before the server starts; a relative path starts in the folder of the INI file that it stands in"
	}
	f.report(d)
}

// isPacked reports whether the files of the folder are put into the program, which
// says more of what is wrong with it.
func (f *reader) isPacked(p param) bool {
	return p.tag.folder && slices.ContainsFunc(f.keys.offered, func(t taker) bool { return t.tag.embed == p.tag.key && len(f.keys.get(t.param)) > 0 })
}

// foldersBeside returns the names of those in the same folder.
func foldersBeside(name string) []string {
	entries, _ := os.ReadDir(filepath.Dir(name))
	var out []string
	for _, e := range entries {
		if e.IsDir() {
			out = append(out, e.Name())
		}
	}
	return out
}
