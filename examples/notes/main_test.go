package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// ask sends a request and returns the status and the body of the answer.
func ask(t *testing.T, method, url, token, body string) string {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(answer.StatusCode, " ", string(text))
}

// TestApps builds the apps as a program does, without a server.
func TestApps(t *testing.T) {
	t.Setenv("NOTES_DB", filepath.Join(t.TempDir(), "notes.db"))
	t.Setenv("ADMIN_TOKEN", "open sesame")
	t.Setenv("NOTES_PER_MINUTE", "2")
	ctx := context.Background()
	res := new(resources)
	notes, endNotes, err := res.newNotes(ctx)
	if err != nil {
		t.Fatal(err)
	}
	admin, endAdmin, err := res.newAdmin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	wall, stats := httptest.NewServer(notes), httptest.NewServer(admin)
	for _, q := range []struct{ method, url, token, body, want string }{
		{"GET", wall.URL, "", "", "200 Notes: 0\n"},
		{"POST", wall.URL, "", "milk", "201 "},
		{"POST", wall.URL, "", "bread", "201 "},
		{"POST", wall.URL, "", "beer", "429 later, please\n"},
		{"GET", wall.URL, "", "", "200 Notes: 2\nmilk\nbread\n"},
		{"GET", stats.URL, "", "", "401 who are you?\n"},
		{"GET", stats.URL, "open sesame", "", "200 2 notes by 1 authors\n"},
	} {
		if got := ask(t, q.method, q.url, q.token, q.body); got != q.want {
			t.Errorf("%s %s: %q, want %q", q.method, q.url, got, q.want)
		}
	}
	wall.Close()
	stats.Close()
	if res.db.Stats().OpenConnections == 0 {
		t.Error("the database is closed too early")
	}
	if err := endAdmin(ctx); err != nil {
		t.Error(err)
	}
	if err := res.db.PingContext(ctx); err != nil {
		t.Error("the database is closed before the app that was built first has ended:", err)
	}
	if err := endNotes(ctx); err != nil {
		t.Error(err)
	}
	if err := res.db.PingContext(ctx); err == nil {
		t.Error("the database is not closed")
	}
}

func program(t *testing.T) string {
	binary := filepath.Join(t.TempDir(), "notes")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}

// TestProgram runs the server, with its token in a file.
func TestProgram(t *testing.T) {
	binary, dir := program(t), t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "token"), []byte("open sesame\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	command := func(args ...string) *exec.Cmd {
		cmd := exec.Command(binary, args...)
		cmd.Dir = dir
		return cmd
	}

	out, err := command("-check").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "notes.ini:36: [app:admin] token: ADMIN_TOKEN is not set") {
		t.Errorf("without a token -check says %v\n%s", err, out)
	}
	t.Setenv("ADMIN_TOKEN_FILE", filepath.Join(dir, "token"))
	if out, err := command("-check").CombinedOutput(); err != nil || len(out) != 0 {
		t.Errorf("-check says %v\n%s", err, out)
	}

	cmd := command("-serve", "notes=127.0.0.1:0 admin=127.0.0.1:0")
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	urls := map[string]string{}
	lines := bufio.NewScanner(log)
	listening := regexp.MustCompile(`app=(\w+).*(http://[0-9.:]+)`)
	for len(urls) < 2 && lines.Scan() {
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			urls[m[1]] = m[2]
		}
	}
	ask(t, "POST", urls["notes"], "", "milk")
	if got, want := ask(t, "GET", urls["admin"], "open sesame", ""), "200 1 notes by 1 authors\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
		if strings.Contains(lines.Text(), "ERROR") {
			t.Error(lines.Text())
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// TestUpToDate wants the generated files as they are committed.
func TestUpToDate(t *testing.T) {
	if out, err := exec.Command("go", "tool", "pastegen", "diff", "notes.ini").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
