package main

import (
	"io"
)

func appReadAll(e environ, start startResponse) body {
	text, _ := io.ReadAll(input(e))
	start("200 OK", plain(), nil)
	return chunks("got ", string(text))
}
