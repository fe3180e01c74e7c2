package main

import (
	"bytes"
)

func appUpperCase(e environ, start startResponse) body {
	return mapped(inner(e, start), bytes.ToUpper)
}
