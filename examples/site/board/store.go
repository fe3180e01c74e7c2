package board

import (
	"context"
	"database/sql"
	"fmt"
)

// Store keeps what people have written.
type Store struct{ db *sql.DB }

// Note is what somebody has written.
type Note struct{ Author, Text string }

// NewStore makes the table if there is none. The caller keeps the database.
func NewStore(ctx context.Context, db *sql.DB) (*Store, error) {
	_, err := db.ExecContext(ctx, "create table if not exists notes (author text not null, text text not null)")
	if err != nil {
		return nil, fmt.Errorf("making the table: %w", err)
	}
	return &Store{db}, nil
}

// Add adds a note.
func (s *Store) Add(ctx context.Context, n Note) error {
	_, err := s.db.ExecContext(ctx, "insert into notes (author, text) values (?, ?)", n.Author, n.Text)
	return err
}

// Newest returns so many notes, the newest first.
func (s *Store) Newest(ctx context.Context, limit int) ([]Note, error) {
	rows, err := s.db.QueryContext(ctx, "select author, text from notes order by rowid desc limit ?", limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var notes []Note
	for rows.Next() {
		var n Note
		if err := rows.Scan(&n.Author, &n.Text); err != nil {
			return nil, err
		}
		notes = append(notes, n)
	}
	return notes, rows.Err()
}
