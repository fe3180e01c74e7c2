package main

func appProtocol(e environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return chunks(get(e, "SERVER_PROTOCOL", "-"))
}
