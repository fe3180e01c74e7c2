package main

import (
	"github.com/pastegen/pastegen/templates/lint"
)

func appLint(e environ, start startResponse) body {
	return lint.WSGI(func(e environ, start startResponse) body {
		headers := plain()
		if e["PATH_INFO"] == "/untyped" {
			headers = nil
		}
		start("200 OK", headers, nil)
		return chunks("checked")
	})(e, start)
}
