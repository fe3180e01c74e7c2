package main

func appEmptyChunks(_ environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return chunks("", "one", "", "two", "")
}
