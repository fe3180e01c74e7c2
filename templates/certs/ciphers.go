package certs

import (
	"crypto/tls"
	"fmt"
	"slices"
	"strings"
)

// suite is a cipher of TLS 1.2 that Go has, by OpenSSL's name and the words
// that mean it there.
type suite struct {
	id    uint16
	name  string
	words []string
}

// suites are those that are safe, best first.
func suites() []suite {
	ecdsa := []string{"ECDHE", "EECDH", "kECDHE", "kEECDH", "ECDSA", "aECDSA"}
	rsa := []string{"ECDHE", "EECDH", "kECDHE", "kEECDH", "RSA", "aRSA"}
	gcm := func(bits string) []string { return []string{"AES", "AES" + bits, "AESGCM", "HIGH"} }
	cbc := func(bits string) []string { return []string{"AES", "AES" + bits, "SHA1", "SHA", "HIGH"} }
	chacha := []string{"CHACHA20", "HIGH"}
	return []suite{
		{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, "ECDHE-ECDSA-AES128-GCM-SHA256", slices.Concat(ecdsa, gcm("128"))},
		{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, "ECDHE-RSA-AES128-GCM-SHA256", slices.Concat(rsa, gcm("128"))},
		{tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, "ECDHE-ECDSA-AES256-GCM-SHA384", slices.Concat(ecdsa, gcm("256"))},
		{tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, "ECDHE-RSA-AES256-GCM-SHA384", slices.Concat(rsa, gcm("256"))},
		{tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, "ECDHE-ECDSA-CHACHA20-POLY1305", slices.Concat(ecdsa, chacha)},
		{tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, "ECDHE-RSA-CHACHA20-POLY1305", slices.Concat(rsa, chacha)},
		{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, "ECDHE-ECDSA-AES128-SHA", slices.Concat(ecdsa, cbc("128"))},
		{tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, "ECDHE-RSA-AES128-SHA", slices.Concat(rsa, cbc("128"))},
		{tls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, "ECDHE-ECDSA-AES256-SHA", slices.Concat(ecdsa, cbc("256"))},
		{tls.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, "ECDHE-RSA-AES256-SHA", slices.Concat(rsa, cbc("256"))},
	}
}

// Ciphers reads a list of ciphers as OpenSSL writes it: names, and words like
// ECDHE+AESGCM or HIGH, between colons, commas or white space; those behind "!"
// or "-" are taken out. What Go does not have is left out, as OpenSSL leaves
// out what it has not; it is an error if nothing is left. "" is nil: Go's own.
func Ciphers(text string) ([]uint16, error) {
	words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(": ,;\t\r\n", r) })
	if len(words) == 0 {
		return nil, nil
	}
	var chosen []uint16
	barred := map[uint16]bool{}
	for _, word := range words {
		name := strings.TrimLeft(word, "!-+")
		for _, s := range suites() {
			switch {
			case word[0] == '+' || word[0] == '@' || !s.is(name):
			case word[0] == '!':
				barred[s.id] = true
			case word[0] == '-':
				chosen = slices.DeleteFunc(chosen, func(id uint16) bool { return id == s.id })
			case !slices.Contains(chosen, s.id):
				chosen = append(chosen, s.id)
			}
		}
	}
	chosen = slices.DeleteFunc(chosen, func(id uint16) bool { return barred[id] })
	if len(chosen) == 0 {
		return nil, fmt.Errorf("none of the ciphers %q is there: names are as OpenSSL has them, ECDHE-RSA-AES128-GCM-SHA256", text)
	}
	return chosen, nil
}

// is reports whether a word of a list means the cipher.
func (s suite) is(word string) bool {
	if word == s.name || word == tls.CipherSuiteName(s.id) {
		return true
	}
	for part := range strings.SplitSeq(word, "+") {
		if !slices.Contains([]string{"ALL", "DEFAULT", "TLSv1.2"}, part) && !slices.Contains(s.words, part) {
			return false
		}
	}
	return true
}
