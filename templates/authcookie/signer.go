package authcookie

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"
)

// signer makes the values of cookies and reads them.
type signer struct {
	secrets []string // the first one signs, all are good
	timeout time.Duration
}

// pair is a key and its value.
type pair struct{ key, value string }

// stamp is how cookies say until when they are good: the minute, UTC.
const stamp = "200601021504"

// sign returns a cookie that holds the pairs until the timeout: the signature,
// the time and the pairs in base64, with two characters that need no quotes in
// cookies.
func (s signer) sign(pairs []pair, now time.Time) string {
	signed := now.Add(s.timeout).UTC().Format(stamp) + pack(pairs)
	return coding().EncodeToString(append(mac256(s.secrets[0], signed), signed...))
}

// open returns what a cookie holds, and whether it has a good signature and its
// time is not over.
func (s signer) open(value string, now time.Time) ([]pair, bool) {
	raw, err := coding().DecodeString(value)
	if err != nil {
		return nil, false
	}
	for _, secret := range s.secrets {
		if signed, ok := cut(raw, sha256.Size); ok && hmac.Equal(raw[:sha256.Size], mac256(secret, signed)) {
			until := signed[:len(stamp)]
			return unpack(signed[len(stamp):]), until > now.UTC().Format(stamp)
		}
		if signed, ok := cut(raw, sha1.Size); ok && hmac.Equal(raw[:sha1.Size], mac1(secret, signed[len(stamp):])) {
			until := signed[:len(stamp)] // is not signed
			return unpack(signed[len(stamp):]), until > now.UTC().Format(stamp) && until <= now.Add(s.timeout).UTC().Format(stamp)
		}
	}
	return nil, false
}

// cut returns what comes after a signature of that size, if there is a time at
// least.
func cut(raw []byte, size int) (string, bool) {
	if len(raw) < size+len(stamp) {
		return "", false
	}
	return string(raw[size:]), true
}

func mac256(secret, text string) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(text))
	return h.Sum(nil)
}

// mac1 is Paste's signature.
func mac1(secret, text string) []byte {
	h := hmac.New(sha1.New, []byte(secret))
	h.Write([]byte(text))
	return h.Sum(nil)
}

// coding is base64 as Paste has it in cookies.
func coding() *base64.Encoding {
	return base64.NewEncoding("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+_").WithPadding('~').Strict()
}

// pack writes pairs as key=value;key=value.
func pack(pairs []pair) string {
	escape := strings.NewReplacer(`\`, `\x5c`, `"`, `\x22`, `=`, `\x3d`, `;`, `\x3b`)
	all := make([]string, len(pairs))
	for i, p := range pairs {
		all[i] = escape.Replace(p.key) + "=" + escape.Replace(p.value)
	}
	return strings.Join(all, ";")
}

// unpack reads them. It is given signed text only.
func unpack(text string) []pair {
	unescape := strings.NewReplacer(`\x5c`, `\`, `\x22`, `"`, `\x3d`, `=`, `\x3b`, `;`)
	var pairs []pair
	for part := range strings.SplitSeq(text, ";") {
		if key, value, found := strings.Cut(part, "="); found {
			pairs = append(pairs, pair{unescape.Replace(key), unescape.Replace(value)})
		}
	}
	return pairs
}
