package main

func appReadNothing(_ environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return chunks("not interested")
}
