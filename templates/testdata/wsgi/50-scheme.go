package main

func appScheme(e environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return chunks(get(e, "wsgi.url_scheme", "-"))
}
