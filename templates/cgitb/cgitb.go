// Package cgitb catches what apps panic with, logs it, writes it into a folder
// if the section asks for that, and shows it if display is on, with the section
// that has failed: it is an older form of error_catcher.
//
// # Differences
//
// With display off, the page tells nothing of the error but its number;
// Python's says where the file with the rest is. Files have the number of the
// error and its time in their names, and are for the server's user only.
// Secrets are masked.
//
//paste:group errors
package cgitb

import (
	"fmt"
	"log/slog"
	"net/http"
	"os"

	"github.com/pastegen/pastegen/templates/errorpage"
)

// Options are the keys of the section.
type Options struct {
	// Display tells to show the error on the page.
	Display bool `paste:"display,global=debug"`

	// LogDir is a folder into which each error is written, as a file of its own.
	LogDir string `paste:"logdir"`

	// Context is how many lines of source are shown around that of a call.
	Context int `paste:"context,default=5"`

	// Format is that of the page.
	Format Format `paste:"format,default=html"`
}

// Format is the form of pages.
type Format string

// The formats.
const (
	HTML Format = "html"
	Text Format = "text"
)

// New returns a filter that answers for apps that panic.
//
//paste:filter_factory cgitb
//paste:stands_for egg:Paste#cgitb paste.cgitb_catcher:make_cgitb_middleware
func New(o Options, log *slog.Logger) (func(http.Handler) http.Handler, error) {
	catcher := &errorpage.Catcher{Debug: o.Display, Context: max(o.Context, 0), Plain: o.Format == Text, Log: log}
	if o.LogDir != "" {
		if info, err := os.Stat(o.LogDir); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("logdir: %s is not a folder", o.LogDir)
		}
		catcher.Reporters = []errorpage.Reporter{errorpage.Folder(o.LogDir)}
	}
	return catcher.Wrap, nil
}
