package main

func appHeaderCase(e environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return chunks(get(e, "HTTP_X_REQUESTED_WITH", "-"))
}
