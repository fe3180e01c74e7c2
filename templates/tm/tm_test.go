package tm

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// run lets an app answer and returns the answer, what was done ("commit",
// "abort", ...), what the filter panics with and its log.
func run(o Options, app http.HandlerFunc) (w *httptest.ResponseRecorder, done []string, failure any, log string) {
	var lines bytes.Buffer
	w = httptest.NewRecorder()
	h := New(o, slog.New(slog.NewTextHandler(&lines, nil)))(app)
	r := httptest.NewRequest("GET", "/", nil)
	r = r.WithContext(context.WithValue(r.Context(), doneKey{}, &done))
	func() {
		defer func() { failure = recover() }()
		h.ServeHTTP(w, r)
	}()
	return w, done, failure, lines.String()
}

type doneKey struct{}

// join has something take part in the transaction.
func join(r *http.Request, name string, fails error) {
	done := r.Context().Value(doneKey{}).(*[]string)
	note := func(what string, err error) func() error {
		return func() error { *done = append(*done, what+name); return err }
	}
	r.Context().Value("repoze.tm.join").(func(commit, abort func() error))(note("commit", fails), note("abort", nil))
}

var errConflict = errors.New("conflict")

func TestTransactions(t *testing.T) {
	long := strings.Repeat("x", maxHeld/2+1)
	for name, tt := range map[string]struct {
		app     http.HandlerFunc
		done    string
		answer  string
		failure any
		logs    bool
	}{
		"nothing joins": {func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "a") }, "", "200 a", nil, false},
		"silent":        {func(w http.ResponseWriter, r *http.Request) { join(r, "1", nil) }, "commit1", "200 ", nil, false},
		"answers": {func(w http.ResponseWriter, r *http.Request) {
			join(r, "1", nil)
			join(r, "2", nil)
			w.WriteHeader(404)
			io.WriteString(w, "a")
			io.WriteString(w, "b")
		}, "commit1 commit2", "404 ab", nil, false},
		"joins late": {func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "a"); join(r, "1", nil) }, "commit1", "200 a", nil, false},
		"panics": {func(w http.ResponseWriter, r *http.Request) {
			join(r, "1", nil)
			join(r, "2", nil)
			io.WriteString(w, "a")
			panic("x")
		}, "abort1 abort2", "200 ", "x", false},
		"commit fails": {func(w http.ResponseWriter, r *http.Request) {
			join(r, "1", nil)
			join(r, "2", errConflict)
			join(r, "3", nil)
			w.WriteHeader(201)
			io.WriteString(w, "a")
		}, "commit1 commit2 abort3", "200 ", errConflict, false},
		"commit fails, silent": {func(w http.ResponseWriter, r *http.Request) { join(r, "1", errConflict) }, "commit1", "200 ", errConflict, false},
		"commit fails, long": {func(w http.ResponseWriter, r *http.Request) {
			join(r, "1", errConflict)
			io.WriteString(w, long)
			io.WriteString(w, long)
		}, "commit1", "200 " + long + long, http.ErrAbortHandler, true},
		"commit fails, flushed": {func(w http.ResponseWriter, r *http.Request) {
			join(r, "1", errConflict)
			io.WriteString(w, "a")
			w.(http.Flusher).Flush()
		}, "commit1", "200 a", http.ErrAbortHandler, true},
		"commit fails, late": {func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "a")
			join(r, "1", errConflict)
		}, "commit1", "200 a", http.ErrAbortHandler, true},
		"long": {func(w http.ResponseWriter, r *http.Request) {
			join(r, "1", nil)
			w.WriteHeader(201)
			io.WriteString(w, long)
			io.WriteString(w, long)
			io.WriteString(w, "a")
		}, "commit1", "201 " + long + long + "a", nil, false},
		"empty functions": {func(w http.ResponseWriter, r *http.Request) {
			r.Context().Value("repoze.tm.join").(func(commit, abort func() error))(nil, nil)
			join(r, "2", nil)
		}, "commit2", "200 ", nil, false},
	} {
		w, done, failure, log := run(Options{}, tt.app)
		if got := strings.Join(done, " "); got != tt.done {
			t.Errorf("%s: %s, not %s", name, got, tt.done)
		}
		if got := fmt.Sprint(w.Code, " ", w.Body); got != tt.answer || failure != tt.failure || (log != "") != tt.logs {
			t.Errorf("%s: %.50s, %v, %s", name, got, failure, log)
		}
	}
}

// TestAbortsThatFail keep nothing else from being aborted; of those that are no
// fault the log says nothing.
func TestAbortsThatFail(t *testing.T) {
	for _, tt := range []struct {
		err  error
		logs int
	}{{nil, 0}, {errConflict, 1}, {sql.ErrTxDone, 0}, {fmt.Errorf("rollback: %w", context.Canceled), 0}} {
		aborted := 0
		_, _, failure, log := run(Options{}, func(_ http.ResponseWriter, r *http.Request) {
			join := r.Context().Value("repoze.tm.join").(func(commit, abort func() error))
			for _, err := range []error{tt.err, nil} {
				join(func() error { return nil }, func() error { aborted++; return err })
			}
			panic("x")
		})
		if aborted != 2 || failure != "x" || strings.Count(log, "a transaction cannot be aborted") != tt.logs {
			t.Errorf("%v: %d are aborted, it panics with %v, the log is %q", tt.err, aborted, failure, log)
		}
	}
}

func TestTheAnswerWaitsForTheCommit(t *testing.T) {
	w := httptest.NewRecorder()
	before := ""
	New(Options{}, slog.Default())(http.HandlerFunc(func(w2 http.ResponseWriter, r *http.Request) {
		r.Context().Value("repoze.tm.join").(func(commit, abort func() error))(func() error { before = w.Body.String(); return nil }, nil)
		io.WriteString(w2, "a")
	})).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if before != "" || w.Body.String() != "a" {
		t.Errorf("%q was out before, %q is now", before, w.Body)
	}
}

func TestVeto(t *testing.T) {
	for _, tt := range []struct {
		status int
		header http.Header
		abort  bool
	}{
		{200, nil, false},
		{302, nil, false},
		{404, nil, true},
		{500, nil, true},
		{404, http.Header{"X-Tm": {"Commit"}}, false},
		{200, http.Header{"X-Tm": {"abort"}}, true},
		{200, http.Header{"X-Tm-Abort": {""}}, true},
		{200, http.Header{"X-Tm-Abort": {""}, "X-Tm": {"commit"}}, false},
	} {
		_, done, failure, _ := run(Options{CommitVeto: DefaultCommitVeto}, func(w http.ResponseWriter, r *http.Request) {
			join(r, "", nil)
			for name, values := range tt.header {
				w.Header()[name] = values
			}
			w.WriteHeader(tt.status)
		})
		want := map[bool]string{false: "[commit]", true: "[abort]"}[tt.abort]
		if fmt.Sprint(done) != want || failure != nil {
			t.Errorf("%d %v: %v, %v", tt.status, tt.header, done, failure)
		}
	}
	_, done, failure, _ := run(Options{CommitVeto: func(*http.Request, int, http.Header) bool { panic("veto") }}, func(_ http.ResponseWriter, r *http.Request) {
		join(r, "", nil)
	})
	if fmt.Sprint(done) != "[abort]" || failure != "veto" {
		t.Error(done, failure)
	}
}

// db is a database that can begin transactions, and notes what becomes of them.
type db struct{ done []string }

func (d *db) Connect(context.Context) (driver.Conn, error) { return conn{d}, nil }
func (d *db) Driver() driver.Driver                        { return nil }

type conn struct{ d *db }

func (conn) Prepare(string) (driver.Stmt, error) { return nil, errors.New("no") }
func (conn) Close() error                        { return nil }
func (c conn) Begin() (driver.Tx, error)         { c.d.done = append(c.d.done, "begin"); return c, nil }
func (c conn) Commit() error                     { c.d.done = append(c.d.done, "commit"); return nil }
func (c conn) Rollback() error                   { c.d.done = append(c.d.done, "rollback"); return nil }

func TestDatabase(t *testing.T) {
	begin := func(r *http.Request) *sql.Tx {
		tx, err := r.Context().Value("repoze.tm.tx").(func() (*sql.Tx, error))()
		if err != nil {
			t.Error(err)
		}
		return tx
	}
	for want, app := range map[string]http.HandlerFunc{
		"[]": func(http.ResponseWriter, *http.Request) {},
		"[begin commit]": func(_ http.ResponseWriter, r *http.Request) {
			if first, second := begin(r), begin(r); first != second {
				t.Error("two transactions")
			}
		},
		"[begin rollback]": func(w http.ResponseWriter, r *http.Request) { begin(r); w.WriteHeader(500) },
	} {
		d := &db{}
		pool := sql.OpenDB(d)
		if _, _, failure, log := run(Options{DB: pool, CommitVeto: DefaultCommitVeto}, app); fmt.Sprint(d.done) != want || failure != nil || log != "" {
			t.Errorf("%v, want %s; %v, %s", d.done, want, failure, log)
		}
		pool.Close()
	}
	_, _, _, log := run(Options{DB: sql.OpenDB(&db{})}, func(_ http.ResponseWriter, r *http.Request) {
		if err := begin(r).Rollback(); err != nil {
			t.Error(err)
		}
		panic("x")
	})
	if log != "" {
		t.Error("an app that has rolled back by itself is no error:", log)
	}
}

func TestActive(t *testing.T) {
	run(Options{}, func(_ http.ResponseWriter, r *http.Request) {
		if r.Context().Value("repoze.tm.active") != true || r.Context().Value("repoze.tm.tx") != nil {
			t.Error(r.Context().Value("repoze.tm.active"), r.Context().Value("repoze.tm.tx"))
		}
	})
}
