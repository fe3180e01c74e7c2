package main

import (
	"errors"
)

func appExcInfo(_ environ, start startResponse) body {
	start("200 OK", plain("X-Old", "1"), nil)
	start("500 Oops", [][2]string{{"Content-Type", "text/html"}, {"X-New", "1"}}, errors.New("oops"))
	return chunks("sorry")
}
