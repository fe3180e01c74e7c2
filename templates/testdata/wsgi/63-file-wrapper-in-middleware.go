package main

import (
	"bytes"
	"strings"
)

func appFileWrapperInMiddleware(e environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return mapped(wrapper(e)(strings.NewReader(strings.Repeat("from a file ", 100)), 7), bytes.ToUpper)
}
