package errorpage

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Writer writes the text of reports, one behind the other.
type Writer struct {
	mu sync.Mutex
	w  io.Writer
}

// NewWriter returns a reporter that writes to w, a log file, say.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Report implements Reporter.
func (w *Writer) Report(report *Report) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, err := io.WriteString(w.w, report.Text()+strings.Repeat("-", 60)+"\n")
	return err
}

// Folder writes each report into a file of its own in a folder.
type Folder string

// Report implements Reporter.
func (f Folder) Report(report *Report) error {
	name := report.Time.UTC().Format("20060102-150405-") + report.ID + ".txt"
	return os.WriteFile(filepath.Join(string(f), name), []byte(report.Text()), 0o600)
}
