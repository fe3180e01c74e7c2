package main

import (
	"strings"
)

func appLatinator(e environ, start startResponse) body {
	latin := false
	begin := func(status string, headers [][2]string, excInfo error) func([]byte) error {
		if latin = headers[0][1] == "text/plain"; latin {
			headers = headers[:1]
		}
		return start(status, headers, excInfo)
	}
	kind := "text/plain"
	if e["PATH_INFO"] == "/html" {
		kind = "text/html"
	}
	begin("200 OK", [][2]string{{"Content-Type", kind}, {"Content-Length", "17"}}, nil)
	return mapped(chunks("this is some text"), func(chunk []byte) []byte {
		if !latin {
			return chunk
		}
		words := strings.Fields(string(chunk))
		for i, word := range words {
			words[i] = word[1:] + word[:1] + "ay"
		}
		return []byte(strings.Join(words, " "))
	})
}
