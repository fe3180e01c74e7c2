package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// buildLinted does what build does, but leaves the folder of the INI file as it
// is: checkers are for this run, and main.go is committed without them.
func (p *program) buildLinted(ctx context.Context, stderr io.Writer) (string, error) {
	changes, err := p.changes(ctx, stderr)
	if err != nil {
		return "", err
	}
	if p.output == "" {
		if p.output, err = lintFolder(p.req.path); err != nil {
			return "", err
		}
	}
	tmp, err := os.MkdirTemp("", "pastegen")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(tmp)
	return p.compile(ctx, stderr, changes, tmp)
}

// lintFolder makes the folder for the linted program of an INI file. It is the
// same one each time: the program takes this process's place, so that nobody is
// left to remove it.
func lintFolder(ini string) (string, error) {
	path, err := filepath.Abs(ini)
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no folder to keep the program in, name one with -o: %w", err)
	}
	sum := sha256.Sum256([]byte(path))
	folder := filepath.Join(cache, "pastegen", fmt.Sprintf("lint-%x", sum[:8]))
	return folder, os.MkdirAll(folder, 0o700)
}

// writeOverlay writes the new files to a folder, and an overlay.json that makes
// go build see them where they are to be; it returns the path of that.
func writeOverlay(folder string, changes []change) (string, error) {
	replace := map[string]string{} // names in go build's working directory; none for a file that is to go
	for _, c := range changes {
		replace[c.name] = ""
		if c.new == nil {
			continue
		}
		replace[c.name] = filepath.Join(folder, filepath.FromSlash(c.name))
		if err := os.MkdirAll(filepath.Dir(replace[c.name]), 0o700); err != nil {
			return "", err
		}
		if err := os.WriteFile(replace[c.name], c.new, 0o600); err != nil {
			return "", err
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "overlay.json")
	return path, os.WriteFile(path, text, 0o600)
}
