package testapp

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/pastegen/pastegen/templates/setting"
)

// SlowOptions are the keys of the section.
type SlowOptions struct {
	// ChunkSize is how many bytes are read at a time.
	ChunkSize int `paste:"chunk_size,default=4096"`

	// Delay is how long it waits after each chunk.
	Delay time.Duration `paste:"delay,default=1"`

	// Progress logs how much is left.
	Progress bool `paste:"progress,default=true"`
}

// NewSlow returns an app that reads an upload slowly, and shows a form for one
// when there is none.
//
//paste:app_factory test_slow
//paste:stands_for egg:Paste#test_slow paste.debug.debugapp:make_slow_app
func NewSlow(o SlowOptions, log *slog.Logger) (http.Handler, error) {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength == 0 {
			answer(w, r, formPage)
			return
		}
		size, err := o.read(r, log)
		if err != nil {
			http.Error(w, "the upload was broken off", http.StatusBadRequest)
			return
		}
		answer(w, r, fmt.Sprintf("<html><body>%d bytes</body></html>", size))
	}), o.Validate()
}

// Validate returns an error for chunks of nothing.
func (o SlowOptions) Validate() error {
	if o.ChunkSize <= 0 {
		return setting.At("chunk_size", "chunk_size is %d: it has to be positive", o.ChunkSize)
	}
	return nil
}

const formPage = `<html><body>
<form method="post" enctype="multipart/form-data">
<input type="file" name="file">
<input type="submit" >
</form></body></html>
`

// read reads the body of a request in its own time, and returns how many bytes
// it has.
func (o SlowOptions) read(r *http.Request, log *slog.Logger) (size int64, err error) {
	for {
		n, err := io.CopyN(io.Discard, r.Body, int64(o.ChunkSize))
		size += n
		if errors.Is(err, io.EOF) || r.ContentLength == size {
			return size, nil
		} else if err != nil {
			return size, err
		}
		if o.Progress {
			log.Info("reading slowly", "read", size, "of", r.ContentLength)
		}
		select {
		case <-r.Context().Done():
			return size, r.Context().Err()
		case <-time.After(o.Delay):
		}
	}
}
