package interpreter

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pastegen/pastegen/gen/record"
	"github.com/pastegen/pastegen/parse/source"
)

// python returns a Python with a site of these files in front of sys.path.
func python(t *testing.T, files map[string]string) Python {
	t.Helper()
	for _, name := range []string{os.Getenv("PASTE_PYTHON"), "/usr/bin/python3", "python3"} {
		program, err := exec.LookPath(name)
		if name == "" || err != nil {
			continue
		}
		dir := t.TempDir()
		for name, text := range files {
			write(t, filepath.Join(dir, name), text)
		}
		return Python{Program: program, Dir: dir, Path: []string{dir}, Show: func(path string) string { return strings.TrimPrefix(path, dir+"/") }}
	}
	t.Skip("there is no Python")
	return Python{}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// at is a place as people write it: empty for none.
func at(s source.Span) string {
	if !s.IsValid() {
		return ""
	}
	p := s.Position()
	return fmt.Sprintf("%s:%d:%d", s.File.Name(), p.Line, p.Column)
}

func app(use string) record.Question { return record.Question{Use: use, Kind: record.App} }

func ask(t *testing.T, p Python, questions ...record.Question) *Answers {
	t.Helper()
	a, err := p.Ask(context.Background(), questions)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

const shapes = `import functools, math

print("modules print", flush=True)

def plain(global_conf, a, b=1, *more, c, d=("x", 2), **rest):
    """One line.

    Another.
    """

def decorated(f):
    @functools.wraps(f)
    def wrapper(*args, **kw):
        return f(*args, **kw)
    return wrapper

@decorated
def wrapped(global_conf, a): pass

def narrow(f):
    @functools.wraps(f)
    def wrapper(global_conf): return f(global_conf, 1)
    return wrapper

@narrow
def narrowed(global_conf, a): pass

class Class:
    """A class."""
    def __init__(self, global_conf, a: int = 1): pass
    def __call__(self, environ, start_response): pass
    @classmethod
    def factory(cls, global_conf, **local): "Of a class."

instance = Class({})
partial = functools.partial(plain, a=2)
builtin = dict
number = math.pi

class Proxy:
    def __getattr__(self, name): raise RuntimeError("there is no request")
    def __call__(self, environ, start_response): pass

proxy = Proxy()

class Odd:
    def __repr__(self): raise ValueError
    __str__ = __repr__

def defaults(global_conf, odd=Odd(), password="geheim", secret_key="", url="db://joe:pw@host/x", names={"b", "a"}, call=plain, ratio=1.5, off=False, none=None): pass
`

// TestSignatures wants signatures as Paste's calls meet them.
func TestSignatures(t *testing.T) {
	p := python(t, map[string]string{"shop/__init__.py": "", "shop/shapes.py": shapes})
	for _, tt := range []struct{ name, want string }{
		{"plain", "plain(global_conf, a, b=int:1, *more, name:c, name:d=tuple:('x', 2), **rest)"},
		{"wrapped", "wrapped(global_conf, a) wrapped"},
		{"narrowed", "narrowed(global_conf)"},
		{"Class", "Class(global_conf, a=int:1)"},
		{"Class.factory", "factory(global_conf, **local)"},
		{"instance", "Class(environ, start_response)"},
		{"partial", "partial(global_conf, name:a=int:2, name:b=int:1, name:c, name:d=tuple:('x', 2), **rest)"},
		{"builtin", "dict() opaque"},
		{"proxy", "Proxy() opaque"},
		{"defaults", "defaults(global_conf, odd=shop.shapes.Odd:<shop.shapes.Odd>, password=str:(a secret), secret_key=str:'', url=str:'db://joe:********@host/x', names=set:set(['a', 'b']), call=function:shop.shapes.plain, ratio=float:1.5, off=bool:False, none=NoneType:None)"},
	} {
		a := ask(t, p, app("shop.shapes:"+tt.name))
		f, ok := a.Record.Factory(app("shop.shapes:" + tt.name))
		if got := signature(f); !ok || got != tt.want {
			t.Errorf("%s: got\n%s, want\n%s; %+v", tt.name, got, tt.want, a.Record.Failures)
		}
		if !strings.Contains(a.Output, "modules print") {
			t.Errorf("%s: what modules print is lost: %q", tt.name, a.Output)
		}
	}
	f := ask(t, p, app("shop.shapes:plain")).Record.Factories[0]
	if f.Doc != "One line.\n\nAnother." || f.File != "shop/shapes.py" || at(f.Place) != "shop/shapes.py:5:1" {
		t.Errorf("%q in %s, %s", f.Doc, f.File, at(f.Place))
	}
}

func signature(f record.Factory) string {
	var all []string
	for _, p := range f.Parameters {
		text := p.Name
		switch p.Form {
		case record.MorePlaces, record.MoreNames:
			text = string(p.Form) + text
		case record.ByName, record.ByPlace:
			text = string(p.Form) + ":" + text
		}
		if p.Type != "" {
			text += "=" + p.Type + ":" + p.Default
		}
		all = append(all, text)
	}
	text := f.Name + "(" + strings.Join(all, ", ") + ")"
	if f.Wrapped {
		text += " wrapped"
	}
	if f.Opaque {
		text += " opaque"
	}
	return text
}

// TestFailures has modules do what modules can do, beside one that is fine.
func TestFailures(t *testing.T) {
	p := python(t, map[string]string{
		"fine.py":          "def make(global_conf): pass\n",
		"needs.py":         "import os\nimport nosuchmodule\n",
		"exits.py":         "import sys\nsys.exit('enough')\n",
		"ends.py":          "import os\nos._exit(3)\n",
		"crashes.py":       "import ctypes\nctypes.string_at(0)\n",
		"hangs.py":         "import time\nwhile True:\n    time.sleep(0.01)\n",
		"reads.py":         "import sys\nmake = lambda global_conf: sys.stdin.read()\nassert sys.stdin.read() == ''\n",
		"writes.py":        "import os, sys\nos.write(1, b'{\"at\": 7}\\n')\nsys.__stdout__.write('x')\ndef make(global_conf): pass\n",
		"syntax.py":        "def make(:\n",
		"thread.py":        "import threading\nthreading.Thread(target=threading.Event().wait).start()\ndef make(global_conf): pass\n",
		"streams.py":       "import sys, threading\nthreading.Thread(target=threading.Event().wait).start()\nsys.stdout = None\nsys.stderr.close()\ndef make(global_conf): pass\n",
		"closes.py":        "import os, time\nos.closerange(3, 1000)\nwhile True:\n    time.sleep(0.01)\n",
		"alone.py":         "import faulthandler, os, time\nos.closerange(3, 1000)\nfaulthandler.cancel_dump_traceback_later()\nwhile True:\n    time.sleep(0.01)\n",
		"raises.py":        "class Odd(Exception):\n    def __str__(self): raise self\nraise Odd()\n",
		"leaves.py":        "import subprocess\nsubprocess.Popen(['sleep', '600'])\ndef make(global_conf): pass\n",
		"lazy.py":          "def __getattr__(name): raise KeyError(name)\n",
		"pack/a.py":        "",
		"pack/__init__.py": "",
		"folder/main.go":   "package folder\n",
		"name/space.py":    "def make(global_conf): pass\n",
	})
	for _, tt := range []struct {
		use    string
		reason record.Reason
		text   string // part of it
		place  string
	}{
		{"fine:make", "", "", ""},
		{"fine:mak", record.NoAttribute, "module fine has no 'mak'", ""},
		{"nosuch:make", record.NoImport, "ModuleNotFoundError: No module named 'nosuch'", ""},
		{"pack.b:make", record.NoImport, "No module named 'pack.b'", ""},
		{"pack:make", record.NoAttribute, "module pack has no 'make'", ""},
		{"folder:make", record.NoImport, "only a folder of that name", ""},
		{"name.space:make", "", "", ""},
		{"name.space:mak", record.NoAttribute, "module name.space has no 'mak'", ""},
		{"needs:make", record.NoImport, "No module named 'nosuchmodule'", "needs.py:2:1"},
		{"exits:make", record.NoImport, "SystemExit: enough", "exits.py:2:1"},
		{"ends:make", record.Ended, "exit status 3", ""},
		{"crashes:make", record.Ended, "segmentation fault", "crashes.py:2:1"},
		{"hangs:make", record.Stuck, "after 3s", "hangs.py:"},
		{"reads:make", "", "", ""},
		{"writes:make", "", "", ""},
		{"syntax:make", record.NoImport, "SyntaxError", "syntax.py:1:1"},
		{"thread:make", "", "", ""},
		{"streams:make", "", "", ""},
		{"closes:make", record.Stuck, "after 3s", ""},
		{"alone:make", record.Stuck, "after 3s", ""},
		{"raises:make", record.NoImport, "Odd", "raises.py:3:1"},
		{"leaves:make", "", "", ""},
		{"lazy:make", record.NoImport, "KeyError: 'make'", "lazy.py:1:1"},
		{"fine", record.NoCallable, "it is module", ""},
		{"egg:nosuchdist", record.NoDistribution, "nosuchdist", ""},
	} {
		t.Run(tt.use, func(t *testing.T) {
			t.Parallel()
			p := p
			if tt.reason == record.Stuck {
				p.Patience = 3 * time.Second
			}
			a := ask(t, p, app(tt.use), app("zz.last:make"), app("fine:make"))
			if _, ok := a.Record.Factory(app("fine:make")); !ok {
				t.Errorf("what is fine is not told: %+v", a.Record.Failures)
			}
			if _, ok := a.Record.Failure(app("zz.last:make")); !ok {
				t.Error("what comes behind is not told")
			}
			f, failed := a.Record.Failure(app(tt.use))
			if failed != (tt.reason != "") || f.Reason != tt.reason || !strings.Contains(f.Text, tt.text) {
				t.Fatalf("%+v", f)
			}
			if got := at(f.Place); tt.place != "" && !strings.HasPrefix(got, tt.place) {
				t.Errorf("at %s, want %s", got, tt.place)
			}
		})
	}
}

// TestNames wants the names that there are told, for those that are misspelt.
func TestNames(t *testing.T) {
	p := python(t, map[string]string{"shop/__init__.py": "", "shop/site.py": "def make_app(global_conf): pass\nx = 1\n"})
	for use, want := range map[string]string{"shop.site:make": "make_app", "shop.sit:make_app": "shop.site", "shp:x": "shop"} {
		f, _ := ask(t, p, app(use)).Record.Failure(app(use))
		if !slices.Equal(f.Names, []string{want}) {
			t.Errorf("%s: %q, want %s", use, f.Names, want)
		}
	}
}

// TestEggs reads entry points of a distribution that lies in the site's folder.
func TestEggs(t *testing.T) {
	p := python(t, map[string]string{
		"shop.py":                                "def make(global_conf): pass\ndef root(loader, global_conf, **apps): pass\ndef around(app, global_conf): pass\n",
		"My_Shop-1.0.dist-info/METADATA":         "Metadata-Version: 2.1\nName: My-Shop\nVersion: 1.0\n",
		"My_Shop-1.0.dist-info/entry_points.txt": "[paste.app_factory]\nmain = shop:make\n\n[paste.composite_factory]\nroot = shop:root\n\n[paste.filter_app_factory]\nmain = shop:around\n",
	})
	for _, tt := range []struct {
		question record.Question
		protocol string
		reason   record.Reason
	}{
		{app("egg:My-Shop"), "paste.app_factory", ""},
		{app("egg:my_shop#main"), "paste.app_factory", ""},
		{app("egg:My-Shop#root"), "paste.composite_factory", ""},
		{record.Question{Use: "egg:My-Shop", Kind: record.Filter}, "paste.filter_app_factory", ""},
		{record.Question{Use: "egg:My-Shop#root", Kind: record.Filter}, "", record.NoEntry},
		{app("egg:My-Shop#no"), "", record.NoEntry},
	} {
		a := ask(t, p, tt.question)
		f, _ := a.Record.Factory(tt.question)
		failure, _ := a.Record.Failure(tt.question)
		if f.Protocol != tt.protocol || failure.Reason != tt.reason {
			t.Errorf("%v: %+v, %+v", tt.question, f, failure)
		}
	}
}

func TestInit(t *testing.T) {
	p := python(t, map[string]string{
		"settings.py": "done = []\ndef load(): done.append(1)\ndef fail(): raise ValueError('no file')\ndef hang():\n    while True: pass\n",
		"shop.py":     "import settings\nassert settings.done\ndef make(global_conf): pass\n",
	})
	p.Init = []string{"settings:load"}
	if a := ask(t, p, app("shop:make")); a.Init != nil || len(a.Record.Factories) != 1 {
		t.Errorf("%+v, %+v", a.Init, a.Record)
	}
	for spec, want := range map[string]string{"settings:fail": "ValueError: no file", "settings:no": "has no 'no'", "settings:hang": "after 3s"} {
		p.Init, p.Patience = []string{"settings:load", spec}, 0
		if spec == "settings:hang" {
			p.Patience = 3 * time.Second
		}
		if a := ask(t, p, app("shop:make")); a.Init == nil || a.Init.Use != spec || !strings.Contains(a.Init.Text, want) {
			t.Errorf("%s: %+v", spec, a.Init)
		}
	}
}

// TestCache wants answers to be kept until a file changes, and no failure to be.
func TestCache(t *testing.T) {
	p := python(t, map[string]string{"shop.py": "def make(global_conf): pass\n"})
	p.Cache = t.TempDir()
	first := ask(t, p, app("shop:make"))
	real := p.Program
	p.Program = filepath.Join(t.TempDir(), "python")
	write(t, p.Program, "#!/bin/sh\necho asked >&2\nexit 1\n")
	if _, err := p.Ask(context.Background(), []record.Question{app("shop:make")}); err == nil {
		t.Error("another interpreter answers from the cache")
	}
	p.Program = real
	again := p.cached([]record.Question{app("shop:make")})
	if again == nil || signature(again.Record.Factories[0]) != signature(first.Record.Factories[0]) || at(again.Record.Factories[0].Place) != "shop.py:1:1" {
		t.Errorf("not kept: %+v", again)
	}
	write(t, filepath.Join(p.Dir, "shop.py"), "def make(global_conf, more=1): pass\n")
	if p.cached([]record.Question{app("shop:make")}) != nil {
		t.Error("a change is not noticed")
	}
	if got := signature(ask(t, p, app("shop:make")).Record.Factories[0]); !strings.Contains(got, "more") {
		t.Error(got)
	}
	ask(t, p, app("shop:no"))
	if p.cached([]record.Question{app("shop:no")}) != nil {
		t.Error("a failure is kept")
	}
}

func TestNoInterpreter(t *testing.T) {
	dir := t.TempDir()
	for text, want := range map[string]string{
		"#!/bin/sh\necho 'no such thing' >&2; exit 1\n": "no such thing",
		"#!/bin/sh\nexit 0\n":                           "does not run Python",
		"#!/bin/sh\necho '{\"old\": \"3.6\"}'\n":        "it is Python 3.6",
	} {
		program := filepath.Join(dir, "python")
		write(t, program, text)
		if err := os.Chmod(program, 0o777); err != nil {
			t.Fatal(err)
		}
		if _, err := (Python{Program: program}).Ask(context.Background(), []record.Question{app("a:b")}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestSyntax wants the program to be one of Python 3.7.
func TestSyntax(t *testing.T) {
	p := python(t, nil)
	out, err := exec.Command(p.Program, "-c", `import ast; ast.parse(open("probe.py").read(), feature_version=(3, 7))`).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// FuzzMessages shows that no interpreter can make asking fail.
func FuzzMessages(f *testing.F) {
	f.Add(`{"at": 0}` + "\n" + `{"found": {"use": "a:b", "kind": "app", "parameters": [{"name": "x"}]}}`)
	f.Add(`{"init": "a:b"}` + "\n" + `{"failed": {"reason": "import"}}`)
	f.Add(`{"at": 99}` + "\n" + `{"at": -1}`)
	f.Fuzz(func(t *testing.T, text string) {
		r := &reader{answers: &Answers{Record: &record.Record{}, paths: map[record.Question]string{}}, questions: []record.Question{app("a:b"), app("c:d")}}
		r.read(strings.NewReader(text), time.Minute)
		if met, err := r.end(nil, false, ""); err == nil && (met < 0 || met > 2) {
			t.Errorf("%d questions are settled of 2", met)
		}
	})
}
