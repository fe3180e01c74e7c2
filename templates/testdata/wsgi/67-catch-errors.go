package main

func appCatchErrors(e environ, start startResponse) body {
	body, err := attempt(func() body {
		if e["PATH_INFO"] == "/early" {
			panic("early")
		}
		start("200 OK", [][2]string{{"Content-Type", "text/html"}, {"X-Inner", "1"}}, nil)
		if e["PATH_INFO"] == "/started" {
			panic("started")
		}
		return chunks("fine")
	})
	if err != nil {
		start("500 Caught", plain(), err)
		return chunks("caught " + err.Error())
	}
	return body
}
