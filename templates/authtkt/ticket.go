package authtkt

import (
	"crypto/md5"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// Digest is how tickets are signed.
type Digest string

// The digests that mod_auth_tkt knows.
const (
	MD5    Digest = "md5"
	SHA256 Digest = "sha256"
	SHA512 Digest = "sha512"
)

// hash returns a new hash.Hash; nil for a digest that is none.
func (d Digest) hash() hash.Hash {
	switch d {
	case MD5:
		return md5.New()
	case SHA256:
		return sha256.New()
	case SHA512:
		return sha512.New()
	}
	return nil
}

// ticket says who somebody is.
type ticket struct {
	user   string
	tokens string // with commas between them
	data   string
	made   time.Time // whole seconds
}

// sealer makes and opens tickets.
type sealer struct {
	secrets []string // the first one signs, all open
	digest  Digest
}

// seal returns the ticket as text, good for one address: DIGEST TIME
// USER!TOKENS!DATA without the spaces.
func (s sealer) seal(t ticket, addr netip.Addr) (string, error) {
	if err := t.check(); err != nil {
		return "", err
	}
	text := fmt.Sprintf("%s%08x%s!", s.sign(t, addr, s.secrets[0]), uint32(t.made.Unix()), quote(t.user))
	if t.tokens != "" || strings.Contains(t.data, "!") {
		text += t.tokens + "!"
	}
	return text + t.data, nil
}

// check returns an error for what no ticket can say. Parts of a ticket are
// signed with a zero byte between them, so that one within a part could make
// another ticket of it.
func (t ticket) check() error {
	switch {
	case t.user == "":
		return errors.New("auth_tkt: a ticket without a user")
	case strings.Contains(t.user+t.tokens+t.data, "\x00"):
		return errors.New("auth_tkt: a zero byte in a ticket")
	case strings.Contains(t.tokens, "!"):
		return fmt.Errorf("auth_tkt: an exclamation mark in the tokens %q", t.tokens)
	}
	return nil
}

// open reads a ticket. It returns which of the secrets has signed it; -1 if
// none has, or if it is no ticket.
func (s sealer) open(text string, addr netip.Addr) (t ticket, secret int) {
	if !strings.Contains(text, "!") {
		if plain, err := base64.StdEncoding.DecodeString(text); err == nil { // as mod_auth_tkt does, too
			text = string(plain)
		}
	}
	text = strings.Trim(text, `"`)
	size := s.digest.hash().Size() * 2
	if len(text) < size+8 {
		return t, -1
	}
	seconds, err := strconv.ParseUint(text[size:size+8], 16, 32)
	user, rest, found := strings.Cut(text[size+8:], "!")
	if err != nil || !found {
		return t, -1
	}
	t = ticket{user: unquote(user), data: rest, made: time.Unix(int64(seconds), 0)}
	if tokens, data, found := strings.Cut(rest, "!"); found {
		t.tokens, t.data = tokens, data
	}
	if t.check() != nil {
		return t, -1
	}
	for i, secret := range s.secrets {
		if subtle.ConstantTimeCompare([]byte(s.sign(t, addr, secret)), []byte(text[:size])) == 1 {
			return t, i
		}
	}
	return t, -1
}

// sign returns the digest of a ticket.
func (s sealer) sign(t ticket, addr netip.Addr, secret string) string {
	inner := s.digest.hash()
	inner.Write(place(addr, uint32(t.made.Unix())))
	inner.Write([]byte(secret + t.user + "\x00" + t.tokens + "\x00" + t.data))
	outer := s.digest.hash()
	outer.Write(hex.AppendEncode(nil, inner.Sum(nil)))
	outer.Write([]byte(secret))
	return hex.EncodeToString(outer.Sum(nil))
}

// place is what a signature says of address and time. mod_auth_tkt has four
// bytes of each and knows no IPv6; Pyramid writes those addresses out.
func place(addr netip.Addr, seconds uint32) []byte {
	if addr.Is4() {
		raw := addr.As4()
		return append(raw[:], byte(seconds>>24), byte(seconds>>16), byte(seconds>>8), byte(seconds))
	}
	return strconv.AppendUint([]byte(addr.String()), uint64(seconds), 10)
}

// quote escapes a name as Python's urllib.parse.quote does.
func quote(name string) string {
	var b strings.Builder
	for _, c := range []byte(name) {
		if isUnreserved(c) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func isUnreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("_.-~/", c) >= 0
}

// unquote undoes quote. What is no escape stays as it is.
func unquote(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			if c, err := hex.DecodeString(text[i+1 : i+3]); err == nil {
				b.WriteByte(c[0])
				i += 2
				continue
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// name is the user as an app is to see it. Pyramid and repoze.who say in the
// data how they have encoded it.
func (t ticket) name() string {
	for part := range strings.SplitSeq(t.data, "|") {
		switch part {
		case "userid_type:b64unicode", "userid_type:b64str":
			if plain, err := base64.StdEncoding.DecodeString(t.user); err == nil {
				return string(plain)
			}
		}
	}
	return t.user
}
