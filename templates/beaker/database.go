package beaker

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// database is a store in a table of the user's database. Beaker's table has
// these columns too, and a number for each row.
type database struct {
	db    *sql.DB
	table string
	style Paramstyle
	life  time.Duration
}

func openDatabase(ctx context.Context, o Options) (*database, error) {
	d := &database{o.DB, o.TableName, o.Paramstyle, o.Timeout}
	if o.SchemaName != "" {
		d.table = o.SchemaName + "." + d.table
	}
	if strings.Trim(d.table, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") != "" || d.table == "" {
		return nil, fmt.Errorf("no table can be called %q", d.table)
	}
	if d.style == "" {
		d.style = styleOf(o.DB)
	}
	_, err := d.db.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS "+d.table+
		" (namespace VARCHAR(255) NOT NULL PRIMARY KEY, accessed TIMESTAMP NOT NULL, created TIMESTAMP NOT NULL, data TEXT NOT NULL)")
	if err != nil {
		return nil, fmt.Errorf("the table %s cannot be made: %w", d.table, err)
	}
	return d, nil
}

// styleOf guesses the style of a database's parameters by what its driver is
// called.
func styleOf(db *sql.DB) Paramstyle {
	name := strings.ToLower(fmt.Sprintf("%T", db.Driver()))
	for _, known := range []struct {
		part  string
		style Paramstyle
	}{{"pq.", Dollar}, {"pgx", Dollar}, {"stdlib.", Dollar}, {"postgres", Dollar}, {"cockroach", Dollar}, {"mssql", At}, {"sqlserver", At}, {"godror", Numeric}, {"ora", Numeric}} {
		if strings.Contains(name, known.part) {
			return known.style
		}
	}
	return Qmark
}

// query returns a statement about the table, %s, with parameters, ?, in the
// database's style.
func (d *database) query(text string) string {
	parts := strings.Split(fmt.Sprintf(text, d.table), "?")
	var b strings.Builder
	for i, part := range parts {
		switch {
		case i == 0:
		case d.style == Dollar:
			fmt.Fprintf(&b, "$%d", i)
		case d.style == Numeric:
			fmt.Fprintf(&b, ":%d", i)
		case d.style == At:
			fmt.Fprintf(&b, "@p%d", i)
		default:
			b.WriteByte('?')
		}
		b.WriteString(part)
	}
	return b.String()
}

// Load implements sessions.Store.
func (d *database) Load(ctx context.Context, id string) ([]byte, error) {
	var data []byte
	err := d.db.QueryRowContext(ctx, d.query("SELECT data FROM %s WHERE namespace = ?"), id).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return data, err
}

// Save implements sessions.Store.
func (d *database) Save(ctx context.Context, id string, data []byte) error {
	updated, err := d.update(ctx, id, data)
	if updated || err != nil {
		return err
	}
	now := time.Now().UTC()
	_, failed := d.db.ExecContext(ctx, d.query("INSERT INTO %s (namespace, accessed, created, data) VALUES (?, ?, ?, ?)"), id, now, now, string(data))
	if failed == nil {
		return nil
	}
	// Another request has made the row meanwhile, or the database does not
	// count rows that stay as they are.
	var one int
	if err := d.db.QueryRowContext(ctx, d.query("SELECT 1 FROM %s WHERE namespace = ?"), id).Scan(&one); err != nil {
		return failed
	}
	_, err = d.update(ctx, id, data)
	return err
}

// update changes a row and reports whether there was one.
func (d *database) update(ctx context.Context, id string, data []byte) (bool, error) {
	result, err := d.db.ExecContext(ctx, d.query("UPDATE %s SET accessed = ?, data = ? WHERE namespace = ?"), time.Now().UTC(), string(data), id)
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}

// Delete implements sessions.Store.
func (d *database) Delete(ctx context.Context, id string) error {
	_, err := d.db.ExecContext(ctx, d.query("DELETE FROM %s WHERE namespace = ?"), id)
	return err
}

// sweep removes the rows that are too old, in a while and again and again until
// ctx ends.
func (d *database) sweep(ctx context.Context, failed func(error)) {
	tick := time.NewTicker(15 * time.Minute)
	defer tick.Stop()
	for {
		_, err := d.db.ExecContext(ctx, d.query("DELETE FROM %s WHERE accessed < ?"), time.Now().UTC().Add(-d.life))
		if err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
