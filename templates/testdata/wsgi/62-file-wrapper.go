package main

import (
	"strings"
)

func appFileWrapper(e environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return wrapper(e)(strings.NewReader(strings.Repeat("from a file ", 1000)), 1024)
}
