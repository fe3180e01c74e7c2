package interpreter

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/record"
)

// kept is an answer as a file holds it.
type kept struct {
	Found []keptFactory     `json:"found"`
	Times map[string]string `json:"times"` // when the files that it depends on were changed
}

// keptFactory has the path and line of a place, which a record leaves out.
type keptFactory struct {
	record.Factory
	Path string `json:"path"`
}

// file returns the name of the file for answers to these questions.
func (p Python) file(questions []record.Question) string {
	var env []string
	for _, v := range os.Environ() {
		if strings.HasPrefix(v, "PYTHON") || strings.HasPrefix(v, "VIRTUAL_ENV=") {
			env = append(env, v)
		}
	}
	slices.Sort(env)
	key, err := json.Marshal([]any{program, p.Program, p.Dir, p.Env, p.Path, p.Init, env, questions})
	if err != nil {
		return ""
	}
	return filepath.Join(p.Cache, fmt.Sprintf("%x.json", sha256.Sum256(key)))
}

// cached returns an answer that is still true; nil if there is none.
func (p Python) cached(questions []record.Question) *Answers {
	if p.Cache == "" {
		return nil
	}
	text, err := os.ReadFile(p.file(questions))
	var k kept
	if err != nil || json.Unmarshal(text, &k) != nil || len(k.Times) == 0 {
		return nil
	}
	for path, want := range k.Times {
		if stamp(path) != want {
			return nil
		}
	}
	a := &Answers{Record: &record.Record{Fresh: true}}
	for _, f := range k.Found {
		a.Record.Factories = append(a.Record.Factories, p.factory(found(f)))
	}
	return a
}

// stamp tells a file from what it is when it has changed, as the program does.
func stamp(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	size := info.Size()
	if info.IsDir() {
		size = 0
	}
	return fmt.Sprintf("%d %d", info.ModTime().UnixNano(), size)
}

// keep writes an answer down if all is well. That it could not be written
// matters to nobody.
func (p Python) keep(questions []record.Question, a *Answers) {
	if p.Cache == "" || a.Init != nil || len(a.Record.Failures) > 0 || len(a.times) == 0 {
		return
	}
	k := kept{Times: a.times}
	for _, f := range a.Record.Factories {
		path := ""
		if f.Place.IsValid() {
			path = a.paths[f.Question]
		}
		k.Found = append(k.Found, keptFactory{f, path})
	}
	text, err := json.Marshal(k)
	if err != nil {
		return
	}
	name := p.file(questions)
	f, err := os.CreateTemp(p.Cache, "*.tmp")
	if err != nil {
		return
	}
	_, err = f.Write(text)
	if closed := f.Close(); err != nil || closed != nil || os.Rename(f.Name(), name) != nil {
		_ = os.Remove(f.Name()) // there is nothing more to be done
	}
}
