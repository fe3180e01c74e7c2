package main

func appClass(_ environ, start startResponse) body {
	return func(yield func([]byte) bool) {
		start("200 OK", [][2]string{{"Content-type", "text/plain"}}, nil)
		yield([]byte("Hello world!\n"))
	}
}
