package main

import (
	"errors"
)

func appExcInfoEmptyChunk(_ environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return func(yield func([]byte) bool) {
		if !yield(nil) {
			return
		}
		start("500 Oops", plain(), errors.New("oops"))
		yield([]byte("sorry"))
	}
}
