package main

func appError(_ environ, start startResponse) body {
	start("503 Service Unavailable", plain(), nil)
	return chunks("error")
}
