package main

import (
	"strconv"
)

func appPath(e environ, start startResponse) body {
	text := "Hello"
	if e["PATH_INFO"] == "/" {
		text = "Index"
	}
	start("200 OK", plain("Content-Length", strconv.Itoa(len(text))), nil)
	return chunks(text)
}
