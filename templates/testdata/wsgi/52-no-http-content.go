package main

func appNoHttpContent(e environ, start startResponse) body {
	start("200 OK", plain(), nil)
	_, hasType := e["HTTP_CONTENT_TYPE"]
	_, hasLength := e["HTTP_CONTENT_LENGTH"]
	if hasType || hasLength {
		return chunks("they are there")
	}
	return chunks("[]")
}
