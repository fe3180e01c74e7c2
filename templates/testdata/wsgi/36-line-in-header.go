package main

func appLineInHeader(_ environ, start startResponse) body {
	start("200 OK", plain("X-A", "a\nX-Evil: b"), nil)
	return chunks("split")
}
