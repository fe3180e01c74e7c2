package main

func appNoContent(_ environ, start startResponse) body {
	start("204 No Content", [][2]string{{"X-A", "b"}}, nil)
	return chunks("")
}
