package main

import (
	"strings"
)

func appShiftPath(e environ, start startResponse) body {
	name, rest, more := strings.Cut(strings.TrimPrefix(get(e, "PATH_INFO", ""), "/"), "/")
	if name != "a" {
		start("404 Not Found", plain(), nil)
		return chunks("no such thing")
	}
	e["SCRIPT_NAME"] = get(e, "SCRIPT_NAME", "") + "/" + name
	e["PATH_INFO"] = ""
	if more {
		e["PATH_INFO"] = "/" + rest
	}
	return joined(chunks(get(e, "SCRIPT_NAME", ""), " "), inner(e, start))
}
