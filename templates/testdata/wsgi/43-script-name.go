package main

func appScriptName(e environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return chunks(get(e, "SCRIPT_NAME", "absent"))
}
