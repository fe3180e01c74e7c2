package main

func appLazyStart(_ environ, start startResponse) body {
	return func(yield func([]byte) bool) {
		start("200 OK", plain(), nil)
		yield([]byte("late start"))
	}
}
