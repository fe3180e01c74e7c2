package main

import (
	"strconv"
)

func appBuffer(_ environ, start startResponse) body {
	var status string
	var headers [][2]string
	all := collect(func(start startResponse) body {
		start("200 OK", plain(), nil)
		return chunks("one ", "two ", "three")
	}, &status, &headers)
	start(status, append(headers, [2]string{"Content-Length", strconv.Itoa(len(all))}), nil)
	return chunks(all)
}
