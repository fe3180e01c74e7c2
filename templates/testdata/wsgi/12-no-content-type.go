package main

func appNoContentType(_ environ, start startResponse) body {
	start("200 OK", [][2]string{{"X-A", "b"}}, nil)
	return chunks("<html>this looks like a page")
}
