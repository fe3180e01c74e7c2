package main

import (
	"strings"
)

func appBig(_ environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return chunks(strings.Repeat("0123456789", 1000))
}
