package main

func appContentLength(_ environ, start startResponse) body {
	start("200 OK", plain("Content-Length", "6"), nil)
	return chunks("one", "two")
}
