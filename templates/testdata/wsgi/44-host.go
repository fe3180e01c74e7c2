package main

func appHost(e environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return chunks(get(e, "HTTP_HOST", "-"))
}
