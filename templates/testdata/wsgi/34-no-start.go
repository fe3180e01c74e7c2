package main

func appNoStart(_ environ, _ startResponse) body {
	return chunks("nobody has started")
}
