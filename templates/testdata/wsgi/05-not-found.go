package main

func appNotFound(_ environ, start startResponse) body {
	start("404 Not Found", plain(), nil)
	return chunks("not-found")
}
