package secret

import (
	"slices"
	"strings"
	"unicode"
)

// Name reports whether a key, a variable or a parameter is named like a secret:
// its last word says so, or for a key such as creds.alice the word in front of
// the dot. Digits at the end do not count. "password_file" and "token_url" are
// no secrets, since they say where one is; nor is "tokens", which may be a
// number of them, nor "/reset-password", a path that a URL map has as a key.
func Name(name string) bool {
	if !mayBeName(name) || strings.Contains(name, "/") {
		return false
	}
	if before, _, found := strings.Cut(name, "."); found {
		switch strings.ToLower(before) {
		case "creds", "credentials", "passwords", "secrets", "tokens":
			return true
		}
	}
	words := Words(name)
	for len(words) > 0 {
		last := len(words) - 1
		if words[last] = strings.TrimRight(words[last], "0123456789"); words[last] != "" {
			break
		}
		words = words[:last]
	}
	if len(words) == 0 {
		return false
	}
	return isSecret(words[:len(words)-1], words[len(words)-1])
}

// mayBeName reports whether a name has one of the parts that all names of
// secrets have: it is a quick look at what is asked for each key.
func mayBeName(name string) bool {
	lower := strings.ToLower(name)
	return slices.ContainsFunc([]string{"pass", "pw", "psw", "secret", "token", "key", "cred", "auth", "salt", "pepper", "seed", "kek", "hmac", "fernet", "community"}, func(part string) bool {
		return strings.Contains(lower, part)
	})
}

// isSecret reports whether a name with that last word is a secret's.
func isSecret(before []string, last string) bool {
	follows := func(words ...string) bool {
		return len(before) > 0 && slices.Contains(words, before[len(before)-1])
	}
	switch last {
	case "pass", "passwd", "passwords", "passphrase", "pwd", "pw", "pswd", "secrets", "token", "salt", "pepper",
		"creds", "credential", "credentials", "authorization", "kek", "hmac", "fernet", "dbpass", "userpass", "bindpass":
		return true
	case "key", "keys": // alone, it is the name of a header or the like
		return follows("access", "account", "api", "auth", "cipher", "crypt", "crypto", "csrf", "encrypt", "encryption", "fernet", "hash",
			"hmac", "jwe", "jwk", "jws", "jwt", "kms", "license", "master", "private", "rsa", "secret", "shared", "sign", "signing", "ssh",
			"validate", "validation")
	case "auth":
		return follows("basic")
	case "community":
		return follows("snmp")
	case "hash", "digest":
		return follows("password", "passwd", "pass", "pw", "pwd")
	case "seed":
		return follows("otp", "totp", "hotp", "mfa", "wallet")
	}
	// As one word: "dbpassword", "mysecret", "apikey".
	return slices.ContainsFunc([]string{
		"password", "passphrase", "passwd", "secret", "apikey", "secretkey", "privatekey", "accesskey", "authkey",
		"masterkey", "signingkey", "encryptionkey", "hmackey", "jwtkey", "authtoken", "accesstoken", "apitoken", "csrftoken",
		"bearertoken",
	}, func(ending string) bool { return strings.HasSuffix(last, ending) })
}

// Words splits a name into its words in small letters: "dbPassword" is db and
// password, as is "DB_PASSWORD".
func Words(name string) []string {
	var words []string
	isOther := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	for _, part := range strings.FieldsFunc(name, isOther) {
		start := 0
		letters := []rune(part)
		for i := 1; i < len(letters); i++ {
			// A word starts with a capital letter behind a small one, or in
			// front of one: "APIKey".
			isCapital := unicode.IsUpper(letters[i])
			ends := unicode.IsUpper(letters[i-1]) && i+1 < len(letters) && unicode.IsLower(letters[i+1])
			if isCapital && (!unicode.IsUpper(letters[i-1]) || ends) {
				words = append(words, strings.ToLower(string(letters[start:i])))
				start = i
			}
		}
		words = append(words, strings.ToLower(string(letters[start:])))
	}
	return words
}
