package environ

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestFindVariable(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	secret := file("secret", "from file\r\n")
	file("PG_CREDENTIAL", "two\nlines\n\n")
	file("PG_BOTH", "credential")
	for name, value := range map[string]string{
		"PG_SET": "plain\n", "PG_EMPTY": "", "PG_IN_FILE_FILE": secret, "PG_BOTH": "environment", "PG_BOTH_FILE": secret,
		"PG_FLAG": "environment", "PASTE_SET_PG_FLAG": "flag", "PASTE_SET_PG_EMPTY_FLAG": "",
		"PG_GONE_FILE": filepath.Join(dir, "gone"), "PG_FOLDER_FILE": dir, "PG_NO_FILE": "", "CREDENTIALS_DIRECTORY": dir,
	} {
		t.Setenv(name, value)
	}
	for _, tt := range []struct{ name, text, origin, err string }{
		{"PG_SET", "plain\n", "environment", ""},
		{"PG_EMPTY", "", "environment", ""},
		{"PG_BOTH", "environment", "environment", ""},
		{"PG_FLAG", "flag", "flag -set", ""},
		{"PG_EMPTY_FLAG", "", "flag -set", ""},
		{"PG_IN_FILE", "from file", "file " + secret, ""},
		{"PG_CREDENTIAL", "two\nlines\n", "credential PG_CREDENTIAL", ""},
		{"PG_NO", "", "", ""},
		{"PG_GONE", "", "", "PG_GONE_FILE: open "},
		{"PG_FOLDER", "", "", "PG_FOLDER_FILE: read "},
	} {
		text, origin, err := find(tt.name)
		if text != tt.text || origin != tt.origin || (err == nil) != (tt.err == "") || err != nil && !strings.HasPrefix(err.Error(), tt.err) {
			t.Errorf("%s: %q from %q, %v; want %+v", tt.name, text, origin, err, tt)
		}
	}
}

func TestShown(t *testing.T) {
	t.Setenv("PG_SET", "text")
	t.Setenv("PG_URL", "postgres://joe:s3cret@db/x")
	t.Setenv("PG_ODD", "a\x1b[31m\nb\u202e")
	t.Setenv("PG_GONE_FILE", filepath.Join(t.TempDir(), "gone"))
	for _, tt := range []struct{ name, fallback, text, origin string }{
		{"PG_SET", "x", "text", "the environment"},
		{"PG_UNSET", "x", "x", "otherwise"},
		{"PG_URL", "", "postgres://joe:********@db/x", "the environment"},
		{"PG_UNSET", "host=h password=s3cret", "host=h password=********", "otherwise"},
		{"PG_ODD", "", `a\x1b[31m\nb\u202e`, "the environment"},
		{"PG_UNSET", "", "(not set)", "otherwise"},
		{"PG_GONE", "x", "(PG_GONE_FILE: ", "a file that cannot be read"},
	} {
		text, origin := Shown(tt.name, tt.fallback), Origin(tt.name, "otherwise")
		if !strings.HasPrefix(text, tt.text) || origin != tt.origin {
			t.Errorf("%s is %s from %s, want %s from %s", tt.name, text, origin, tt.text, tt.origin)
		}
	}
}

func TestReader(t *testing.T) {
	t.Setenv("PG_PORT", "hunter2")
	t.Setenv("PG_EMPTY", "")
	t.Setenv("PG_BROKEN_FILE", filepath.Join(t.TempDir(), "gone"))
	atoi := func(text string) (int, error) {
		n, err := strconv.Atoi(text)
		if err != nil {
			return 0, errors.New("is not an integer")
		}
		return n, nil
	}
	var r Reader
	if text := Optional(&r, "PG_EMPTY", "x", "use"); text != "" {
		t.Errorf("an empty variable is %q", text)
	}
	if text := Optional(&r, "PG_UNSET", "8080", "use"); ReadAs(&r, atoi, "use", text, "PG_UNSET") != 8080 {
		t.Error("the default does not count")
	}
	if r.Err() != nil {
		t.Error(r.Err())
	}
	Required(&r, "PG_UNSET", "app.ini:3: [app:main] a")
	Required(&r, "PG_EMPTY", "app.ini:4: [app:main] b")
	ReadAs(&r, atoi, "app.ini:5: [app:main] c", "x", "PG_UNSET")
	port := Required(&r, "PG_PORT", "app.ini:6: [app:main] d")
	ReadAs(&r, atoi, "app.ini:6: [app:main] d", port+"0", "PG_PORT", "PG_OTHER")
	ReadAs(&r, func(text string) (int, error) { return strconv.Atoi(text) }, "app.ini:6: [app:main] f", port+"\n", "PG_PORT")
	Optional(&r, "PG_BROKEN", "", "app.ini:7: [app:main] e")
	Required(&r, "PG_BROKEN", "app.ini:8: [app:main] g")
	got := r.Err().Error()
	want := `app.ini:3: [app:main] a: PG_UNSET is not set
app.ini:4: [app:main] b: PG_EMPTY is empty
app.ini:6: [app:main] d: PG_PORT and PG_OTHER is not an integer
app.ini:6: [app:main] f: PG_PORT strconv.Atoi: parsing "********": invalid syntax
app.ini:7: [app:main] e: PG_BROKEN_FILE: open `
	if !strings.HasPrefix(got, want) || !strings.Contains(got, "\napp.ini:8: [app:main] g: PG_BROKEN_FILE: open ") || strings.Contains(got, "hunter2") {
		t.Errorf("problems:\n%s\nwant:\n%s", got, want)
	}
}
