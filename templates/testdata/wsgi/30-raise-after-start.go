package main

func appRaiseAfterStart(_ environ, start startResponse) body {
	start("200 OK", plain("X-Lost", "1"), nil)
	panic("after start")
}
