package main

import (
	"errors"
)

func appExcInfoTooLate(_ environ, start startResponse) body {
	start("200 OK", plain("Content-Length", "100"), nil)
	return func(yield func([]byte) bool) {
		if !yield([]byte("first")) {
			return
		}
		start("500 Oops", plain(), errors.New("oops"))
		yield([]byte("never"))
	}
}
