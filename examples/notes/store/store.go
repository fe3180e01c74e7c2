// Package store keeps notes in a database.
package store

import (
	"context"
	"database/sql"
	"fmt"
)

// Store is the table of notes.
type Store struct{ db *sql.DB }

// New makes the table if there is none. The caller keeps the database.
func New(ctx context.Context, db *sql.DB) (*Store, error) {
	_, err := db.ExecContext(ctx, `create table if not exists notes (
		text text not null,
		author text not null,
		at timestamp not null default current_timestamp)`)
	if err != nil {
		return nil, fmt.Errorf("making the table: %w", err)
	}
	return &Store{db}, nil
}

// Add adds a note.
func (s *Store) Add(ctx context.Context, author, text string) error {
	_, err := s.db.ExecContext(ctx, "insert into notes (author, text) values (?, ?)", author, text)
	return err
}

// All returns the texts of all notes, the oldest first.
func (s *Store) All(ctx context.Context) ([]string, error) {
	rows, err := s.db.QueryContext(ctx, "select text from notes order by rowid")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var texts []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, rows.Err()
}
