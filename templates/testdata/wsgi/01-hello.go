package main

func appHello(_ environ, start startResponse) body {
	start("200 OK", [][2]string{{"Content-type", "text/plain"}}, nil)
	return chunks("Hello world!\n")
}
