package main

func appCookies(_ environ, start startResponse) body {
	start("200 OK", plain("Set-Cookie", "a=1; Path=/", "Set-Cookie", "b=2"), nil)
	return chunks("cookies")
}
