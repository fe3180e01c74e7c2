package main

func appRaiseBefore(_ environ, _ startResponse) body {
	panic("before")
}
