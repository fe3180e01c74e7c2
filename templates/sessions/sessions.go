// Package sessions keeps what apps remember of their clients between requests:
// as values of JSON, under an id that only the client and this server know.
package sessions

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"strings"
)

// Store keeps sessions. Its methods may be called by several goroutines.
type Store interface {
	// Load returns what was saved under an id; nil if there is nothing, or it
	// has become too old.
	Load(ctx context.Context, id string) ([]byte, error)
	// Save keeps data under an id, and its life begins anew.
	Save(ctx context.Context, id string, data []byte) error
	// Delete forgets an id. It is no error if there is nothing.
	Delete(ctx context.Context, id string) error
}

// NewID returns an id that nobody can guess: 32 hexadecimal digits.
func NewID() string {
	raw := make([]byte, 16)
	_, _ = rand.Read(raw) // never fails
	return hex.EncodeToString(raw)
}

// IsID reports whether a text can be an id: a client may send anything.
// Python's are like NewID's, or with hyphens.
func IsID(text string) bool {
	return 16 <= len(text) && len(text) <= 128 && strings.Trim(text, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_") == ""
}
