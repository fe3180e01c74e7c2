package main

func appWrite(_ environ, start startResponse) body {
	write := start("200 OK", plain(), nil)
	_ = write([]byte("one "))
	_ = write(nil)
	_ = write([]byte("two"))
	return chunks()
}
