package main

import (
	"io"
	"strconv"
)

func appReadLength(e environ, start startResponse) body {
	length, _ := strconv.Atoi(get(e, "CONTENT_LENGTH", "0"))
	text := make([]byte, length)
	_, _ = io.ReadFull(input(e), text)
	start("200 OK", plain(), nil)
	return chunks("got ", string(text))
}
