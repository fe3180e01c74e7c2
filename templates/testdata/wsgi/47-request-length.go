package main

func appRequestLength(e environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return chunks(get(e, "CONTENT_LENGTH", "-"))
}
