package main

func appContentLengthShort(_ environ, start startResponse) body {
	start("200 OK", plain("Content-Length", "4"), nil)
	return chunks("one", "two")
}
