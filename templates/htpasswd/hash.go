package htpasswd

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"strconv"
	"strings"
)

// sha1Hash is {SHA}: no salt, one round.
type sha1Hash [sha1.Size]byte

func parseSHA1(text string) (*sha1Hash, error) {
	sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(text, "{SHA}"))
	if err != nil || len(sum) != sha1.Size {
		return nil, errors.New("the hash {SHA} is broken")
	}
	return (*sha1Hash)(sum), nil
}

func (h *sha1Hash) matches(password string) bool {
	sum := sha1.Sum([]byte(password))
	return subtle.ConstantTimeCompare(h[:], sum[:]) == 1
}

// crypted is a hash that crypt writes: scheme, salt and result.
type crypted struct {
	salt, want string
	result     func(password, salt string) string
}

func (c *crypted) matches(password string) bool {
	return subtle.ConstantTimeCompare([]byte(c.want), []byte(c.result(password, c.salt))) == 1
}

func parseAPR1(text string) (*crypted, error) {
	salt, want, ok := strings.Cut(strings.TrimPrefix(text, "$apr1$"), "$")
	if !ok || len(want) != 22 || len(salt) > 8 {
		return nil, errors.New("the hash $apr1$ is broken")
	}
	return &crypted{salt, want, apr1}, nil
}

// apr1 is Apache's variant of the MD5 crypt of FreeBSD: apr_md5_encode.
func apr1(password, salt string) string {
	first := md5.Sum([]byte(password + salt + password))
	d := md5.New()
	d.Write([]byte(password + "$apr1$" + salt))
	writeRepeated(d, first[:], len(password))
	for n := len(password); n > 0; n >>= 1 {
		if n&1 == 1 {
			d.Write([]byte{0})
		} else {
			d.Write([]byte(password[:1]))
		}
	}
	sum := d.Sum(nil)
	for i := range 1000 {
		sum = mix(md5.New(), i, sum, []byte(password), []byte(salt))
	}
	order := []int{0, 6, 12, 1, 7, 13, 2, 8, 14, 3, 9, 15, 4, 10, 5}
	return encode(sum, order) + encodeGroup(uint(sum[11]), 2)
}

// mix is one round of the crypts.
func mix(d hash.Hash, round int, sum, password, salt []byte) []byte {
	if round%2 == 1 {
		d.Write(password)
	} else {
		d.Write(sum)
	}
	if round%3 != 0 {
		d.Write(salt)
	}
	if round%7 != 0 {
		d.Write(password)
	}
	if round%2 == 1 {
		d.Write(sum)
	} else {
		d.Write(password)
	}
	return d.Sum(nil)
}

// writeRepeated writes the first n bytes of sum, which is repeated as often as
// it takes.
func writeRepeated(d hash.Hash, sum []byte, n int) {
	for ; n > len(sum); n -= len(sum) {
		d.Write(sum)
	}
	d.Write(sum[:n])
}

// shaCrypt is the crypt of glibc with SHA-256 ($5$) or SHA-512 ($6$).
type shaCrypt struct {
	salt, want string
	rounds     int
	newHash    func() hash.Hash
	order      []int // in which the bytes of the result stand, in groups of three
	last       int   // of them, which have none left for a group
}

const (
	defaultRounds = 5000
	minRounds     = 1000
	maxRounds     = 1_000_000 // glibc allows more, which would take minutes
)

func parseSHACrypt(text string) (*shaCrypt, error) {
	c := &shaCrypt{rounds: defaultRounds, newHash: sha256.New, order: order256(), last: 2}
	size := 43
	if strings.HasPrefix(text, "$6$") {
		c.newHash, c.order, c.last, size = sha512.New, order512(), 1, 86
	}
	rest := text[len("$5$"):]
	if given, after, ok := strings.Cut(rest, "$"); ok && strings.HasPrefix(given, "rounds=") {
		rounds, err := strconv.Atoi(strings.TrimPrefix(given, "rounds="))
		if err != nil || rounds > maxRounds {
			return nil, fmt.Errorf("the hash has %s: at most %d are allowed", given, maxRounds)
		}
		c.rounds, rest = max(rounds, minRounds), after
	}
	var ok bool
	if c.salt, c.want, ok = strings.Cut(rest, "$"); !ok || len(c.want) != size {
		return nil, fmt.Errorf("the hash %s is broken", text[:3])
	}
	c.salt = c.salt[:min(16, len(c.salt))]
	return c, nil
}

func (c *shaCrypt) matches(password string) bool {
	return subtle.ConstantTimeCompare([]byte(c.want), []byte(c.result(password))) == 1
}

// result hashes a password (https://www.akkadia.org/drepper/SHA-crypt.txt).
func (c *shaCrypt) result(password string) string {
	sum := c.start(password)
	p := c.repeated(password, len(password), len(password))
	s := c.repeated(c.salt, 16+int(sum[0]), len(c.salt))
	for i := range c.rounds {
		sum = mix(c.newHash(), i, sum, p, s)
	}
	if c.last == 2 {
		return encode(sum, c.order) + encodeGroup(uint(sum[31])<<8|uint(sum[30]), 3)
	}
	return encode(sum, c.order) + encodeGroup(uint(sum[63]), 2)
}

// start is what the rounds begin with.
func (c *shaCrypt) start(password string) []byte {
	d := c.newHash()
	d.Write([]byte(password + c.salt + password))
	first := d.Sum(nil)
	d.Reset()
	d.Write([]byte(password + c.salt))
	writeRepeated(d, first, len(password))
	for n := len(password); n > 0; n >>= 1 {
		if n&1 == 1 {
			d.Write(first)
		} else {
			d.Write([]byte(password))
		}
	}
	return d.Sum(nil)
}

// repeated returns size bytes of the hash of text, so many times.
func (c *shaCrypt) repeated(text string, times, size int) []byte {
	d := c.newHash()
	for range times {
		d.Write([]byte(text))
	}
	sum := d.Sum(nil)
	var all []byte
	for len(all) < size {
		all = append(all, sum...)
	}
	return all[:size]
}

// order256 is the order in which the bytes of a SHA-256 stand: each group of
// three moves round.
func order256() (order []int) {
	for i := range 10 {
		group := [3]int{i, i + 10, i + 20}
		turn := (3 - i%3) % 3 // 0 10 20, 21 1 11, 12 22 2
		order = append(order, group[turn], group[(turn+1)%3], group[(turn+2)%3])
	}
	return order
}

// order512 is the order in which the bytes of a SHA-512 stand.
func order512() (order []int) {
	for i := range 21 {
		group := [3]int{i, i + 21, i + 42}
		turn := i % 3 // 0 21 42, 22 43 1, 44 2 23
		order = append(order, group[turn], group[(turn+1)%3], group[(turn+2)%3])
	}
	return order
}

// encode writes bytes of sum in that order, three at a time as four characters.
func encode(sum []byte, order []int) string {
	var text strings.Builder
	for i := 0; i+2 < len(order); i += 3 {
		text.WriteString(encodeGroup(uint(sum[order[i]])<<16|uint(sum[order[i+1]])<<8|uint(sum[order[i+2]]), 4))
	}
	return text.String()
}

// encodeGroup writes the lowest bits first, six at a time.
func encodeGroup(bits uint, chars int) string {
	const alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	text := make([]byte, chars)
	for i := range text {
		text[i] = alphabet[bits&63]
		bits >>= 6
	}
	return string(text)
}
