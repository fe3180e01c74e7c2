package main

func appMethodOverride(e environ, start startResponse) body {
	e["REQUEST_METHOD"] = get(e, "HTTP_X_HTTP_METHOD_OVERRIDE", get(e, "REQUEST_METHOD", ""))
	start("200 OK", plain(), nil)
	return chunks(get(e, "REQUEST_METHOD", ""))
}
