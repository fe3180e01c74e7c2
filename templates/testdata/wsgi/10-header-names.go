package main

func appHeaderNames(_ environ, start startResponse) body {
	start("200 OK", [][2]string{{"content-type", "text/html"}, {"x-lower", "a b"}, {"X_Under", "1"}, {"X-Empty", ""}}, nil)
	return chunks("<p>")
}
