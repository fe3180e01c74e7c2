package main

func appMethod(e environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return chunks(get(e, "REQUEST_METHOD", "-"))
}
