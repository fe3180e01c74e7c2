package main

func appOddReason(_ environ, start startResponse) body {
	start("299 Fine by me", plain(), nil)
	return chunks("odd-reason")
}
