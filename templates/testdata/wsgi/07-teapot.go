package main

func appTeapot(_ environ, start startResponse) body {
	start("418 I'm a teapot", plain(), nil)
	return chunks("teapot")
}
