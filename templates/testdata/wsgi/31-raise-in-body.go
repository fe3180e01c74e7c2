package main

func appRaiseInBody(_ environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return func(yield func([]byte) bool) {
		yield(nil)
		panic("in the body")
	}
}
