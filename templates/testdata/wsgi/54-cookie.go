package main

import (
	"net/http"
	"slices"
	"strings"
)

func appCookie(e environ, start startResponse) body {
	cookies, _ := http.ParseCookie(get(e, "HTTP_COOKIE", "none="))
	var texts []string
	for _, cookie := range cookies {
		if cookie.Value != "" {
			texts = append(texts, cookie.Name+"="+cookie.Value)
		}
	}
	slices.Sort(texts)
	start("200 OK", plain(), nil)
	return chunks(strings.Join(texts, " "))
}
