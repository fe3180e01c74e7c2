package main

func appWriteAndBody(_ environ, start startResponse) body {
	write := start("200 OK", plain(), nil)
	_ = write([]byte("written "))
	return chunks("and ", "returned")
}
