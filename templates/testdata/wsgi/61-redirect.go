package main

func appRedirect(e environ, start startResponse) body {
	location := get(e, "wsgi.url_scheme", "") + "://" + get(e, "HTTP_HOST", "") + get(e, "SCRIPT_NAME", "") + "/new"
	start("302 Found", plain("Location", location), nil)
	return chunks("moved")
}
