package beaker

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"
)

// fake is a database that understands the statements of this package, and
// nothing else.
type fake struct {
	mu      sync.Mutex
	rows    map[string]fakeRow
	quiet   bool // it does not count rows that stay as they are
	beforeI func()
	broken  bool
}

type fakeRow struct {
	accessed time.Time
	data     string
}

func openFake(t *testing.T) *sql.DB {
	db := sql.OpenDB(&fake{rows: map[string]fakeRow{}})
	t.Cleanup(func() { db.Close() })
	return db
}

func (f *fake) Connect(context.Context) (driver.Conn, error) { return fakeConn{f}, nil }
func (f *fake) Driver() driver.Driver                        { return fakeDriver{} }

type fakeDriver struct{}

func (fakeDriver) Open(string) (driver.Conn, error) { return nil, errors.New("no") }

type fakeConn struct{ f *fake }

func (fakeConn) Prepare(string) (driver.Stmt, error) { return nil, errors.New("no") }
func (fakeConn) Close() error                        { return nil }
func (fakeConn) Begin() (driver.Tx, error)           { return nil, errors.New("no") }

func (c fakeConn) ExecContext(_ context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	f := c.f
	if strings.HasPrefix(query, "INSERT") && f.beforeI != nil {
		f.beforeI()
		f.beforeI = nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.broken {
		return nil, errors.New("broken")
	}
	text := func(i int) string { return args[i].Value.(string) }
	at := func(i int) time.Time { return args[i].Value.(time.Time) }
	n := 0
	switch query {
	case "CREATE TABLE IF NOT EXISTS beaker_cache (namespace VARCHAR(255) NOT NULL PRIMARY KEY, accessed TIMESTAMP NOT NULL, created TIMESTAMP NOT NULL, data TEXT NOT NULL)":
	case "UPDATE beaker_cache SET accessed = ?, data = ? WHERE namespace = ?":
		if row, found := f.rows[text(2)]; found {
			if row.data != text(1) || !f.quiet {
				n = 1
			}
			f.rows[text(2)] = fakeRow{at(0), text(1)}
		}
	case "INSERT INTO beaker_cache (namespace, accessed, created, data) VALUES (?, ?, ?, ?)":
		if _, found := f.rows[text(0)]; found {
			return nil, errors.New("it is there already")
		}
		f.rows[text(0)] = fakeRow{at(1), text(3)}
	case "DELETE FROM beaker_cache WHERE namespace = ?":
		delete(f.rows, text(0))
	case "DELETE FROM beaker_cache WHERE accessed < ?":
		for id, row := range f.rows {
			if row.accessed.Before(at(0)) {
				delete(f.rows, id)
			}
		}
	default:
		return nil, errors.New("what is " + query)
	}
	return driver.RowsAffected(n), nil
}

func (c fakeConn) QueryContext(_ context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	row, found := c.f.rows[args[0].Value.(string)]
	switch {
	case c.f.broken:
		return nil, errors.New("broken")
	case query == "SELECT data FROM beaker_cache WHERE namespace = ?" && found:
		return &fakeRows{"data", row.data}, nil
	case query == "SELECT 1 FROM beaker_cache WHERE namespace = ?" && found:
		return &fakeRows{"1", int64(1)}, nil
	case strings.HasPrefix(query, "SELECT ") && !found:
		return &fakeRows{"data", nil}, nil
	}
	return nil, errors.New("what is " + query)
}

type fakeRows struct {
	column string
	value  driver.Value
}

func (r *fakeRows) Columns() []string { return []string{r.column} }
func (r *fakeRows) Close() error      { return nil }
func (r *fakeRows) Next(dest []driver.Value) error {
	if r.value == nil {
		return io.EOF
	}
	dest[0], r.value = r.value, nil
	return nil
}

func TestDatabase(t *testing.T) {
	f := &fake{rows: map[string]fakeRow{}}
	ctx := context.Background()
	d, err := openDatabase(ctx, options(func(o *Options) { o.DB = sql.OpenDB(f) }))
	if err != nil {
		t.Fatal(err)
	}
	has := func(want string) {
		t.Helper()
		if got, err := d.Load(ctx, "a"); err != nil || string(got) != want {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
	}
	save := func(text string) {
		t.Helper()
		if err := d.Save(ctx, "a", []byte(text)); err != nil {
			t.Error(err)
		}
		has(text)
	}
	has("")
	save("one")
	save("two")
	f.quiet = true
	save("two")
	_ = d.Delete(ctx, "a")
	has("")
	f.beforeI = func() { f.rows["a"] = fakeRow{time.Now(), "another request's"} }
	save("three")
	f.broken = true
	if err := d.Save(ctx, "a", nil); err == nil {
		t.Error("no error")
	}
	if _, err := d.Load(ctx, "a"); err == nil {
		t.Error("no error")
	}
}

func TestOldRowsThatStay(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	d := &database{db: sql.OpenDB(&fake{broken: true}), table: "beaker_cache", life: time.Hour}
	said := 0
	d.sweep(ctx, func(error) { said++; cancel() })
	if said != 1 {
		t.Errorf("it is told %d times", said)
	}
}

func TestOldRows(t *testing.T) {
	now := time.Now()
	f := &fake{rows: map[string]fakeRow{"old": {now.Add(-2 * time.Hour), ""}, "young": {now, ""}}}
	ctx, cancel := context.WithCancel(context.Background())
	d := &database{db: sql.OpenDB(f), table: "beaker_cache", life: time.Hour}
	done := make(chan bool)
	go func() { d.sweep(ctx, func(err error) { t.Error(err) }); close(done) }()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		f.mu.Lock()
		n := len(f.rows)
		f.mu.Unlock()
		if n == 1 {
			break
		}
	}
	cancel()
	<-done
	if _, young := f.rows["young"]; !young || len(f.rows) != 1 {
		t.Error(f.rows)
	}
}

func TestStyles(t *testing.T) {
	for style, want := range map[Paramstyle]string{"": "a ? b ?", Qmark: "a ? b ?", Dollar: "a $1 b $2", Numeric: "a :1 b :2", At: "a @p1 b @p2"} {
		if got := (&database{style: style, table: "a"}).query("%s ? b ?"); got != want {
			t.Errorf("%s: %s", style, got)
		}
	}
	if got := styleOf(openFake(t)); got != Qmark {
		t.Error(got)
	}
}
