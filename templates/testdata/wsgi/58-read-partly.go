package main

import (
	"bufio"
	"io"
)

func appReadPartly(e environ, start startResponse) body {
	first := make([]byte, 3)
	n, _ := io.ReadFull(input(e), first)
	line, _ := bufio.NewReader(input(e)).ReadString('\n')
	start("200 OK", plain(), nil)
	return chunks(string(first[:n]), "|", line)
}
