package main

func appStartTwice(_ environ, start startResponse) body {
	start("200 OK", plain(), nil)
	start("201 Created", plain(), nil)
	return chunks("twice")
}
