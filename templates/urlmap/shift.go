package urlmap

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/pastegen/pastegen/templates/mount"
)

// shift returns r as the app sees it that is mounted at the first n bytes of
// path, the path of r with repeated slashes made one: URL.Path (and RawPath) is
// the rest, PATH_INFO, and Pattern the prefix, SCRIPT_NAME. The rest is empty
// when the prefix is the whole path; there is no redirect. Everything else is
// as in r, which stays as it is: filters outside may still be reading it, so
// one copy is made, in one allocation.
//
// The prefix stands in Pattern because that is a plain field of the request: it
// costs nothing, where PathValue costs a map that copies of the request would
// share, and a value in the context costs two more allocations. An app that
// wants the prefix reads r.Pattern before a http.ServeMux of its own, which
// sets Pattern anew. Prefixes of maps inside maps add up.
func shift(r *http.Request, path string, n int) *http.Request {
	c := &struct {
		request http.Request
		url     url.URL
	}{*r, *r.URL}
	c.request.URL = &c.url
	c.url.Path, c.url.RawPath = path[n:], rawRest(r.URL.RawPath, path, n)
	if n > 0 {
		c.request.Pattern = mount.Prefix(r) + path[:n]
	}
	return &c.request
}

// rawRest returns the RawPath that goes with the Path path[n:], when raw is the
// one that goes with the whole path before its repeated slashes were made one.
// It is empty, as in package net/url, when Path alone says how it was written,
// and when raw does not belong to the path. A rest starts with a plain slash
// even where the request has "%2F".
func rawRest(raw, path string, n int) string {
	if raw == "" {
		return ""
	}
	rest := make([]byte, 0, len(raw))
	done := 0 // how many bytes of path have been met in raw
	for len(raw) > 0 {
		char, size := rawByte(raw)
		written := raw[:size]
		raw = raw[size:]
		if char == '/' && done > 0 && path[done-1] == '/' {
			continue
		}
		if done == len(path) || path[done] != char {
			return ""
		}
		if done == n && char == '/' {
			written = "/"
		}
		if done >= n {
			rest = append(rest, written...)
		}
		done++
	}
	if plain := (&url.URL{Path: path[n:]}); done < len(path) || plain.EscapedPath() == string(rest) {
		return ""
	}
	return string(rest)
}

// rawByte returns the byte that raw, which is not empty, starts with, and how
// many bytes it is written in.
func rawByte(raw string) (char byte, size int) {
	if raw[0] != '%' {
		return raw[0], 1
	}
	if len(raw) >= len("%2F") {
		if code, err := strconv.ParseUint(raw[1:3], 16, 8); err == nil {
			return byte(code), len("%2F")
		}
	}
	return '%', 1
}
