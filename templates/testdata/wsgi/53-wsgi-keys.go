package main

import (
	"fmt"
)

func appWsgiKeys(e environ, start startResponse) body {
	start("200 OK", plain(), nil)
	version := e["wsgi.version"].([2]int)
	return chunks(fmt.Sprintf("%d.%d %v", version[0], version[1], e["wsgi.run_once"]))
}
