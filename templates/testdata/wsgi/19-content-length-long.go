package main

func appContentLengthLong(_ environ, start startResponse) body {
	start("200 OK", plain("Content-Length", "10"), nil)
	return chunks("one", "two")
}
