package main

func appCloseAfterRaise(_ environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return func(yield func([]byte) bool) {
		defer closedAfterRaise.Add(1)
		if closedAfterRaise.Load() == 1 {
			yield([]byte("closed once"))
			return
		}
		yield(nil)
		panic("in the body")
	}
}
