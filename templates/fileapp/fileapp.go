// Package fileapp serves single files as Paste's fileapp does: with an ETag,
// and with conditional and range requests. Files of less than 4096 bytes are
// kept in memory until their time or size changes.
package fileapp

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"strconv"
	"time"
)

// Options say how files are served. With the zero value nothing is said about
// how long answers may be kept, and no compressed files are looked for.
type Options struct {
	// MaxAge is for how many seconds an answer may be used again without
	// asking; 0 or less says nothing about it.
	MaxAge int

	// Precompressed serves "x.css.br" or "x.css.gz" for "x.css" to clients that
	// accept it, if the file is there and not older. That such a file has come
	// or gone is seen within a second.
	Precompressed bool
}

// Server serves the files of a tree.
type Server struct {
	tree    fs.FS
	options Options
	known   entries
}

// New returns what serves the files of tree.
func New(tree fs.FS, o Options) *Server {
	return &Server{tree: tree, options: o}
}

// Stat describes the file name of the tree, a path as package io/fs has them.
func (s *Server) Stat(name string) (fs.FileInfo, error) {
	return fs.Stat(s.tree, name)
}

// Serve answers a request with the file name of the tree, a path as package
// io/fs has them. What is no regular file is not found; a name that the
// operating system cannot open is not told from one that is not there, unless
// the reason is that it is forbidden, which is status 403 as with Paste.
// Methods other than GET and HEAD get status 405.
func (s *Server) Serve(w http.ResponseWriter, r *http.Request, name string) {
	info, err := s.Stat(name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	s.ServeStat(w, r, name, info)
}

// ServeStat is Serve for a file that Stat has just described.
func (s *Server) ServeStat(w http.ResponseWriter, r *http.Request, name string, info fs.FileInfo) {
	if !info.Mode().IsRegular() { // not opened before this is known: opening a pipe waits
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "405 method not allowed", http.StatusMethodNotAllowed)
		return
	}
	e, err := s.entry(name, info)
	if err != nil {
		answerError(w, r, err)
		return
	}
	if s.options.Precompressed {
		variants := s.variants(name, e)
		if len(variants) > 0 {
			w.Header().Add("Vary", "Accept-Encoding")
		}
		if v := chosen(variants, r.Header); v != nil && s.serve(w, r, v.entry, e.mediaType) == nil {
			return
		} // or else it has just gone
	}
	if err := s.serve(w, r, e, e.mediaType); err != nil {
		answerError(w, r, err)
	}
}

func answerError(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, fs.ErrPermission) {
		http.Error(w, "403 forbidden", http.StatusForbidden)
		return
	}
	http.NotFound(w, r)
}

// serve answers with a version of a file. An error tells that it cannot be
// opened, and that there is no answer yet.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, e *entry, mediaType string) error {
	if e.content != nil {
		s.send(w, r, e, mediaType, bytes.NewReader(e.content))
		return nil
	}
	content, info, err := s.open(e.name)
	if err != nil {
		return err
	}
	defer content.Close()
	if !e.is(info) { // there is a new version since it was looked at
		if e, err = s.entry(e.name, info); err != nil {
			return err
		}
	}
	s.send(w, r, e, mediaType, content)
	return nil
}

// send answers with the content of a file.
func (s *Server) send(w http.ResponseWriter, r *http.Request, e *entry, mediaType string, content io.ReadSeeker) {
	if e.content != nil && s.options.MaxAge <= 0 && isPlain(r.Header) {
		s.sendWhole(w, r, e, mediaType)
		return
	}
	h := w.Header()
	h["Content-Type"] = []string{mediaType}
	if e.coding != "" {
		h["Content-Encoding"] = []string{e.coding}
		h["Content-Length"] = []string{strconv.FormatInt(e.size, 10)} // ServeContent does not, thinking of coders around it
	}
	h["Etag"] = []string{e.tag}
	if age := s.options.MaxAge; age > 0 {
		h.Set("Cache-Control", "public, max-age="+strconv.Itoa(age))
		h.Set("Expires", time.Now().Add(time.Duration(age)*time.Second).UTC().Format(http.TimeFormat))
	}
	http.ServeContent(w, withoutOddRange(r), "", e.modTime, content)
}

// sendWhole answers with what is in memory to a request without conditions, as
// ServeContent would, with one allocation.
func (s *Server) sendWhole(w http.ResponseWriter, r *http.Request, e *entry, mediaType string) {
	h := w.Header()
	values := [6]string{mediaType, e.tag, "bytes", e.length, e.lastModified, e.coding}
	h["Content-Type"], h["Etag"], h["Accept-Ranges"] = values[0:1:1], values[1:2:2], values[2:3:3]
	if e.coding != "" {
		h["Content-Encoding"] = values[5:6:6]
	}
	if e.coding != "" || h["Content-Encoding"] == nil {
		h["Content-Length"] = values[3:4:4]
	}
	if e.lastModified != "" {
		h["Last-Modified"] = values[4:5:5]
	}
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(e.content) // nobody is left who could be told
	}
}

// isPlain reports whether a request has no conditions and asks for no range.
func isPlain(h http.Header) bool {
	for _, name := range [...]string{"Range", "If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range"} {
		if len(h[name]) > 0 {
			return false
		}
	}
	return true
}

// file is an open file.
type file interface {
	io.ReadSeeker
	io.Closer
}

func (s *Server) open(name string) (file, fs.FileInfo, error) {
	opened, err := s.tree.Open(name)
	if err != nil {
		return nil, nil, err
	}
	info, err := opened.Stat()
	if err != nil {
		opened.Close()
		return nil, nil, err
	}
	if seekable, ok := opened.(file); ok {
		return seekable, info, nil
	}
	defer opened.Close()
	whole, err := io.ReadAll(opened)
	return held{bytes.NewReader(whole)}, info, err
}

// held is the content of a file whose tree cannot seek in it.
type held struct{ *bytes.Reader }

func (held) Close() error { return nil }
