package shadow

import (
	"encoding/json"
	"fmt"
	"os"
	"sync"
)

// report is a file with a line for each request that was looked at.
type report struct {
	mu   sync.Mutex
	file *os.File
	err  error // of the first line that could not be written
}

// line is a line of it.
type line struct {
	Section     string   `json:"section"`
	Method      string   `json:"method"`
	Path        string   `json:"path"`
	Result      string   `json:"result"` // "same", "different", "skipped"
	Why         string   `json:"why,omitempty"`
	Differences []string `json:"differences,omitempty"`
}

func openReport(path string) (*report, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("shadow: the report that $PASTE_SHADOW_REPORT names: %w", err)
	}
	return &report{file: f}, nil
}

// write adds the line of a request, if there is a report.
func (r *report) write(rec *recording, l line) {
	if r == nil {
		return
	}
	l.Section, l.Method, l.Path = rec.pair.section, rec.request.Method, rec.asked()
	data, err := json.Marshal(l)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		_, err = r.file.Write(append(data, '\n'))
	}
	if r.err == nil {
		r.err = err
	}
}

// Close closes the file.
func (r *report) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.file.Close(); r.err == nil {
		r.err = err
	}
	return r.err
}
