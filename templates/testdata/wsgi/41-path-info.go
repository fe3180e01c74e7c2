package main

func appPathInfo(e environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return chunks(get(e, "PATH_INFO", "-"))
}
