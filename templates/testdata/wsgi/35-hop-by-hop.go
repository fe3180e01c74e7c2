package main

func appHopByHop(_ environ, start startResponse) body {
	start("200 OK", plain("Transfer-Encoding", "chunked"), nil)
	return chunks("chunked?")
}
