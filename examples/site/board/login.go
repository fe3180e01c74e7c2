package board

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	_ "embed"
	"encoding/hex"
	"net/http"
	"strings"
)

//go:embed users.txt
var users string

// rounds are those of the hashes in users.txt.
const rounds = 100_000

// Check is what auth_form asks: whether that is the user's password. If so, it has
// auth_tkt make a ticket, so that nobody is asked again.
func Check(r *http.Request, user, password string) bool {
	salt, want := account(user)
	got, err := hash(password, salt)
	if err != nil || subtle.ConstantTimeCompare([]byte(got), []byte(want)) != 1 {
		return false
	}
	setUser, ok := r.Context().Value("paste.auth_tkt.set_user").(func(user string, tokens []string, data string) error)
	return !ok || setUser(user, nil, "") == nil
}

// account returns the salt and the hash of a user's password. Of one that there is
// not it returns such as no password has, so that asking takes as long.
func account(user string) (salt, hash string) {
	for line := range strings.Lines(users) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == user {
			return f[1], f[2]
		}
	}
	return "nobody", "no hash"
}

func hash(password, salt string) (string, error) {
	key, err := pbkdf2.Key(sha256.New, password, []byte(salt), rounds, sha256.Size)
	return hex.EncodeToString(key), err
}
