// Package fileapp serves single files as Paste's fileapp does: with an ETag, and with conditional and range requests.
package fileapp

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options say how files are served. With the zero value nothing is said about how long answers may be kept, and no
// compressed files are looked for.
type Options struct {
	// MaxAge is for how many seconds an answer may be used again without asking; 0 or less says nothing about it.
	MaxAge int

	// Precompressed serves "x.css.br" or "x.css.gz" for "x.css" to clients that accept it, if the file is there and not
	// older.
	Precompressed bool
}

// Server serves the files of a tree.
type Server struct {
	tree    fs.FS
	options Options
	tags    sync.Map // of files without a time, their ETags by name; such are the files inside the program
}

// New returns what serves the files of tree.
func New(tree fs.FS, o Options) *Server {
	return &Server{tree: tree, options: o}
}

// Stat describes the file name of the tree, a path as package io/fs has them.
func (s *Server) Stat(name string) (fs.FileInfo, error) {
	return fs.Stat(s.tree, name)
}

// Serve answers a request with the file name of the tree, a path as package io/fs has them. What is no regular file is
// not found; a name that the operating system cannot open is not told from one that is not there, unless the reason is
// that it is forbidden, which is status 403 as with Paste. Methods other than GET and HEAD get status 405.
func (s *Server) Serve(w http.ResponseWriter, r *http.Request, name string) {
	info, err := s.Stat(name)
	if err != nil || !info.Mode().IsRegular() { // not opened before this is known: opening a pipe waits
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "405 method not allowed", http.StatusMethodNotAllowed)
		return
	}
	mediaType, coding := Type(name)
	h := w.Header()
	if s.options.Precompressed && coding == "" && isText(mediaType) {
		var varies bool
		if name, coding, varies = s.variant(r.Header, name, info); varies {
			h.Add("Vary", "Accept-Encoding")
		}
	}
	s.serve(w, r, name, mediaType, coding)
}

// serve answers with a file that was there just now.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, name, mediaType, coding string) {
	content, info, err := s.open(name)
	if errors.Is(err, fs.ErrPermission) {
		http.Error(w, "403 forbidden", http.StatusForbidden)
		return
	} else if err != nil {
		http.NotFound(w, r)
		return
	}
	defer content.Close()
	tag, err := s.tag(name, info, content)
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", mediaType)
	if coding != "" {
		h.Set("Content-Encoding", coding)
		h.Set("Content-Length", strconv.FormatInt(info.Size(), 10)) // ServeContent does not, thinking of coders around it
	}
	h.Set("Etag", tag)
	if age := s.options.MaxAge; age > 0 {
		h.Set("Cache-Control", "public, max-age="+strconv.Itoa(age))
		h.Set("Expires", time.Now().Add(time.Duration(age)*time.Second).UTC().Format(http.TimeFormat))
	}
	http.ServeContent(w, withoutOddRange(r), "", info.ModTime(), content)
}

// variant returns the file to serve for name: a compressed one beside it that the client wants most, or itself. It varies
// if there is any, also for clients that do not accept it.
func (s *Server) variant(h http.Header, name string, plain fs.FileInfo) (chosen, coding string, varies bool) {
	chosen = name
	var best float64
	for i, weight := range weights(h, "br", "gzip") {
		ext, c := ".br", "br"
		if i == 1 {
			ext, c = ".gz", "gzip"
		}
		info, err := s.Stat(name + ext)
		if err != nil || !info.Mode().IsRegular() || info.ModTime().Before(plain.ModTime()) {
			continue
		}
		varies = true
		if weight > best {
			best, chosen, coding = weight, name+ext, c
		}
	}
	return chosen, coding, varies
}

// content is an open file.
type content interface {
	io.ReadSeeker
	io.Closer
}

func (s *Server) open(name string) (content, fs.FileInfo, error) {
	file, err := s.tree.Open(name)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, nil, err
	}
	if seekable, ok := file.(content); ok {
		return seekable, info, nil
	}
	defer file.Close()
	whole, err := io.ReadAll(file)
	return held{bytes.NewReader(whole)}, info, err
}

// held is the content of a file whose tree cannot seek in it.
type held struct{ *bytes.Reader }

func (held) Close() error { return nil }

// tag returns the ETag: time and size, as Paste writes them, so that what clients have kept stays good after a move from
// there. Without a time it is a digest of the content.
func (s *Server) tag(name string, info fs.FileInfo, c content) (string, error) {
	if !info.ModTime().IsZero() {
		return `"` + pythonTime(info.ModTime()) + "-" + strconv.FormatInt(info.Size(), 10) + `"`, nil
	}
	if tag, ok := s.tags.Load(name); ok {
		return tag.(string), nil
	}
	digest := sha256.New()
	if _, err := io.Copy(digest, c); err != nil {
		return "", err
	}
	if _, err := c.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	tag := `"` + hex.EncodeToString(digest.Sum(nil)[:16]) + `"`
	s.tags.Store(name, tag)
	return tag, nil
}

// pythonTime returns t as Python shows the number of its seconds: 1700000000.25, 1700000000.0.
func pythonTime(t time.Time) string {
	seconds := float64(t.Unix()) + 1e-9*float64(t.Nanosecond())
	text := strconv.FormatFloat(seconds, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}
