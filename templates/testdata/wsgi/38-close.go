package main

import (
	"fmt"
)

func appClose(_ environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return func(yield func([]byte) bool) {
		defer closed.Add(1)
		yield(fmt.Appendf(nil, "closed %d times", closed.Load()))
	}
}
