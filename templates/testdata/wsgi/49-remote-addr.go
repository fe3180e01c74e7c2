package main

func appRemoteAddr(e environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return chunks(get(e, "REMOTE_ADDR", "-"))
}
