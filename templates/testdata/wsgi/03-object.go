package main

func appObject(e environ, start startResponse) body {
	return greeter{"hi"}.answer(e, start)
}

type greeter struct{ greeting string }

func (g greeter) answer(_ environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return chunks(g.greeting)
}
