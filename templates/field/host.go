package field

import "strings"

// IsHost reports whether host, which may be empty, can be the value of a Host
// header: a name or an address, and perhaps a port (RFC 3986, 3.2.2). As in
// net/http, it need not be a good one, but has nothing in it that begins
// another part of a URL.
func IsHost(host string) bool {
	for i := range len(host) {
		c := host[i]
		isLetter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !isLetter && (c < '0' || c > '9') && strings.IndexByte("!$%&()*+,-.:;=[]'_~", c) < 0 {
			return false
		}
	}
	return true
}

// IsPlainHost reports whether text can be a Host as proxies tell it: a name or an
// address, with a port or without, and nothing else that a URL may have there.
func IsPlainHost(text string) bool {
	for i := range len(text) {
		c := text[i]
		isLetter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !isLetter && (c < '0' || c > '9') && strings.IndexByte("-._~:[]", c) < 0 {
			return false
		}
	}
	return text != ""
}
