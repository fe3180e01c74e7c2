package main

import (
	"strings"
)

func appHead(e environ, start startResponse) body {
	start("200 OK", plain("Content-Length", "1000"), nil)
	if e["REQUEST_METHOD"] == "HEAD" {
		return chunks()
	}
	return chunks(strings.Repeat("x", 1000))
}
