package main

func appEmptyList(_ environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return chunks()
}
