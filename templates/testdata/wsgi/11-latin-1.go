package main

func appLatin1(_ environ, start startResponse) body {
	start("200 OK", plain("X-Name", "caf\xe9"), nil)
	return chunks("caf\xe9", "café")
}
