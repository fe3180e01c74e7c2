package main

func appNotModified(e environ, start startResponse) body {
	if e["HTTP_IF_NONE_MATCH"] == `"v1"` {
		start("304 Not Modified", [][2]string{{"ETag", `"v1"`}}, nil)
		return chunks()
	}
	start("200 OK", plain("ETag", `"v1"`), nil)
	return chunks("fresh")
}
