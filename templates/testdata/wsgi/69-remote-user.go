package main

import (
	"encoding/base64"
	"strings"
)

func appRemoteUser(e environ, start startResponse) body {
	scheme, credentials, _ := strings.Cut(get(e, "HTTP_AUTHORIZATION", ""), " ")
	if !strings.EqualFold(scheme, "basic") {
		start("401 Unauthorized", plain("WWW-Authenticate", `Basic realm="r"`), nil)
		return chunks("who are you?")
	}
	decoded, _ := base64.StdEncoding.DecodeString(credentials)
	user, _, _ := strings.Cut(string(decoded), ":")
	e["REMOTE_USER"] = user
	start("200 OK", plain(), nil)
	return chunks("hello ", get(e, "REMOTE_USER", ""))
}
