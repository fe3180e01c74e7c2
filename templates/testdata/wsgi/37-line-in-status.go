package main

func appLineInStatus(_ environ, start startResponse) body {
	start("200 OK\r\nX-Evil: b", plain(), nil)
	return chunks("split")
}
