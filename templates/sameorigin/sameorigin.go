// Package sameorigin tells requests that a page of this site has made from
// those that the page of another site has: what protects forms against forgery
// (CSRF) without tokens. It asks what net/http's CrossOriginProtection of Go
// 1.25 asks.
package sameorigin

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
)

// Check returns why a request is to be refused: nil, or an error that says so
// to a person.
//
// Requests that change nothing (GET, HEAD, OPTIONS) are never refused. Of
// others a browser says where they come from, in Sec-Fetch-Site, or in Origin
// if it is an old one or the connection is not trusted. What says neither comes
// from no browser, and nobody can have tricked it. The origins in trusted
// ("https://other.example") may send what they like.
func Check(r *http.Request, trusted []string) error {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return nil
	}
	origin := r.Header.Get("Origin")
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none": // none: the address was typed
		return nil
	case "":
		if origin == "" || isOf(origin, r.Host) {
			return nil
		}
	}
	if origin != "" && slices.Contains(trusted, origin) {
		return nil
	}
	return errors.New("the request comes from a page of another site")
}

// isOf reports whether an origin has the host and port that the request names.
// Its scheme is not compared, because a server behind a proxy does not always
// know its own; HSTS is what keeps the http site of a host from posing as its
// https site.
func isOf(origin, host string) bool {
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && u.Host == host
}
