package app

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"strings"
)

// V1 gives the pages to programs, as JSON.
type V1 struct {
	pages *store
	limit int64
}

// Factory makes a V1 of the folder pages. No page may be larger than
// maxPageSize bytes.
func (V1) Factory(pages string, maxPageSize int64) (*V1, func() error, error) {
	s, err := openStore(pages)
	if err != nil {
		return nil, nil, err
	}
	return &V1{s, maxPageSize}, s.close, nil
}

// reply is an answer: the page, or the list of all, or what went wrong.
type reply struct {
	URL   string   `json:"url,omitempty"`
	Text  string   `json:"text,omitempty"`
	Pages []string `json:"pages,omitempty"`
	Error string   `json:"error,omitempty"`
}

// ServeHTTP lists the pages at its root, and gets or puts one below it.
func (v *V1) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	url := mountedAt(r) + "/" + name
	switch {
	case r.Method == http.MethodPut:
		text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, v.limit))
		if err == nil {
			err = v.pages.write(name, text)
		}
		answer(w, reply{URL: url}, err)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		refuse(w, "GET, HEAD, PUT")
	case name == "":
		names, err := v.pages.names()
		answer(w, reply{URL: url, Pages: names}, err)
	default:
		text, err := v.pages.read(name)
		answer(w, reply{URL: url, Text: text}, err)
	}
}

// answer sends the reply, or the error in its stead.
func answer(w http.ResponseWriter, body reply, err error) {
	status := http.StatusOK
	if err != nil {
		status = statusOf(err)
		body = reply{Error: err.Error()}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}

func statusOf(err error) int {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return http.StatusNotFound
	case errors.Is(err, fs.ErrInvalid):
		return http.StatusBadRequest
	case errors.As(err, new(*http.MaxBytesError)):
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusInternalServerError
}
