package main

func appQuery(e environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return chunks(get(e, "QUERY_STRING", "-"))
}
