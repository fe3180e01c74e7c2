package main

import (
	"bytes"
)

func appWriteThroughMiddleware(_ environ, start startResponse) body {
	write := start("200 OK", plain(), nil)
	upper := func(data []byte) error { return write(bytes.ToUpper(data)) }
	_ = upper([]byte("written, "))
	return chunks("returned")
}
