package main

func appLint(e environ, start startResponse) body {
	return wsgiLint(func(e environ, start startResponse) body {
		headers := plain()
		if e["PATH_INFO"] == "/untyped" {
			headers = nil
		}
		start("200 OK", headers, nil)
		return chunks("checked")
	})(e, start)
}
