package sessions

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestCodec(t *testing.T) {
	in := map[string]any{
		"int": 5, "neg": -5, "float": 5.0, "half": 0.5, "big": 1e300, "whole": -1e10, "edge": 1e20, "exponent": 1e21, "f32": float32(2), "text": "<é&\u2028>", "true": true, "nil": nil,
		"list": []any{1, 2.0, "x", map[string]any{"n": 3.0}}, "map": map[string]any{"a": []any{}},
		"struct": struct{ A int }{7}, "max": math.MaxInt64,
	}
	data, err := Encode(in)
	if err != nil || bytes.Contains(data, []byte(`\u003c`)) || bytes.HasSuffix(data, []byte("\n")) {
		t.Fatal(string(data), err)
	}
	out, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	in["f32"], in["struct"] = 2.0, map[string]any{"A": 7}
	if !reflect.DeepEqual(in, out) {
		t.Errorf("%#v\nbecame\n%#v\nby\n%s", in, out, data)
	}
	if _, err := Encode(map[string]any{"x": math.NaN()}); err == nil {
		t.Error("NaN is JSON")
	}
	if _, err := Encode(map[string]any{"x": func() {}}); err == nil {
		t.Error("a function is JSON")
	}
	if out, err := Decode([]byte(`{"x": 100000000000000000000, "y": 1e2, "z": 1e999}`)); err != nil || out["x"] != 1e20 || out["y"] != 100.0 || out["z"] != math.Inf(1) {
		t.Error(out, err)
	}
	for _, bad := range []string{"", "null", "[]", "{} {}", "{", `{"x": NaN}`, "\x80\x04}q\x00."} {
		if out, err := Decode([]byte(bad)); err == nil {
			t.Errorf("%q is %v", bad, out)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{"", "{}", `{"a":[1,2.0,{"b":null}]}`, `{"a":1e400}`, `{"a":1e10}`, `{"a":-0.0}`, strings.Repeat(`{"a":`, 50), "\x80\x04"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		values, err := Decode(data)
		if err != nil {
			return
		}
		again, err := Encode(values)
		if err != nil {
			return // a number beyond the range
		}
		if back, err := Decode(again); err != nil || !reflect.DeepEqual(values, back) {
			t.Errorf("%q: %v, then %v, %v", data, values, back, err)
		}
	})
}

func TestIDs(t *testing.T) {
	a, b := NewID(), NewID()
	if a == b || len(a) != 32 || !IsID(a) {
		t.Error(a, b)
	}
	for id, ok := range map[string]bool{
		"": false, "0123456789abcde": false, "0123456789abcdef": true, "../../../../../etc/passwd": false, "20060102150405-0123456789abcdef": true,
		strings.Repeat("a", 129): false, strings.Repeat("é", 20): false, strings.Repeat("a", 20) + "\x00": false, strings.Repeat("a", 20) + " ": false,
	} {
		if IsID(id) != ok {
			t.Errorf("%q: %v", id, !ok)
		}
	}
}

// testStore tests what all stores do.
func testStore(t *testing.T, s Store) {
	t.Helper()
	ctx := context.Background()
	load := func(id, want string) {
		t.Helper()
		if got, err := s.Load(ctx, id); err != nil || string(got) != want || (want == "") != (got == nil) {
			t.Errorf("%s: %q, %v; want %q", id, got, err, want)
		}
	}
	save := func(id, data string) {
		t.Helper()
		if err := s.Save(ctx, id, []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	load("a", "")
	save("a", "one")
	save("b", "two")
	load("a", "one")
	save("a", "three")
	load("a", "three")
	load("b", "two")
	for range 2 {
		if err := s.Delete(ctx, "a"); err != nil {
			t.Error(err)
		}
	}
	load("a", "")
	load("b", "two")
}

func TestMemory(t *testing.T) {
	testStore(t, NewMemory(0))
	m := NewMemory(time.Minute)
	testStore(t, m)
	now := time.Now()
	m.now = func() time.Time { return now }
	now = now.Add(59 * time.Second)
	if got, _ := m.Load(context.Background(), "b"); got == nil {
		t.Error("too old after 59 seconds")
	}
	now = now.Add(2 * time.Second)
	if got, _ := m.Load(context.Background(), "b"); got != nil {
		t.Error("not too old after 61 seconds")
	}
	_ = m.Save(context.Background(), "c", nil)
	if len(m.all) != 1 {
		t.Error(m.all)
	}
}

func files(t *testing.T, dir string, mode fs.FileMode, life time.Duration) *Files {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	f, err := OpenFiles(ctx, dir, mode, life, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	testStore(t, files(t, dir, 0, 0))
	testStore(t, files(t, filepath.Join(dir, "c"), 0, time.Hour))
	names, _ := filepath.Glob(dir + "/*b*")
	entries, _ := os.ReadDir(dir)
	if len(entries) != 2 || strings.Contains(fmt.Sprint(names), "two") {
		t.Error("files are left:", entries)
	}
}

func TestModes(t *testing.T) {
	for mode, want := range map[fs.FileMode]fs.FileMode{0: 0o600, 0o660: 0o660} {
		f := files(t, t.TempDir(), mode, 0)
		_ = f.Save(context.Background(), "a", nil)
		if info, err := os.Stat(f.path("a")); err != nil || info.Mode() != want {
			t.Error(info, err)
		}
	}
}

func TestOldFiles(t *testing.T) {
	f := files(t, t.TempDir(), 0, time.Hour)
	ctx := context.Background()
	for _, id := range []string{"old", "young"} {
		_ = f.Save(ctx, id, []byte(id))
	}
	other := filepath.Join(f.dir, "other")
	_ = os.WriteFile(other, nil, 0o600)
	old := time.Now().Add(-61 * time.Minute)
	_ = os.Chtimes(f.path("old"), old, old)
	_ = os.Chtimes(other, old, old)
	if got, err := f.Load(ctx, "old"); got != nil || err != nil {
		t.Error(string(got), err)
	}
	if err := f.sweep(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(f.path("old")); err == nil {
		t.Error("it is still there")
	}
	if _, err := os.Stat(other); err != nil {
		t.Error("a file of others is gone")
	}
	if got, _ := f.Load(ctx, "young"); string(got) != "young" {
		t.Error("a young one is gone")
	}
}

func TestErrorsOfFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	_ = os.WriteFile(file, nil, 0o600)
	if _, err := OpenFiles(context.Background(), filepath.Join(file, "x"), 0, 0, nil); err == nil {
		t.Error("a folder in a file")
	}
	f := files(t, t.TempDir(), 0, 0)
	if err := os.RemoveAll(f.dir); err != nil {
		t.Fatal(err)
	}
	if err := f.Save(context.Background(), "a", nil); err == nil {
		t.Error("a file in no folder")
	}
	if err := f.sweep(); err == nil {
		t.Error("no folder to sweep")
	}
	f = files(t, t.TempDir(), 0, 0)
	if err := os.Mkdir(f.path("a"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := f.Save(context.Background(), "a", nil); err == nil {
		t.Error("a file in the place of a folder")
	}
	if entries, _ := os.ReadDir(f.dir); len(entries) != 1 {
		t.Error("a file is left:", entries)
	}
	if got, err := f.Load(context.Background(), "a"); err == nil {
		t.Error("a folder is the session", got)
	}
}

func TestPythonReadsIt(t *testing.T) {
	data, err := Encode(map[string]any{"f": 3.0, "i": 3})
	if err != nil || !json.Valid(data) || string(data) != `{"f":3.0,"i":3}` {
		t.Error(string(data), err)
	}
}
