package main

func appRaiseAfterChunk(_ environ, start startResponse) body {
	start("200 OK", plain("Content-Length", "100"), nil)
	return func(yield func([]byte) bool) {
		yield([]byte("first"))
		panic("after a chunk")
	}
}
