package htpasswd

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"
)

// File is a file with users, which is read again when it changes.
type File struct {
	name string
	log  *slog.Logger

	mu      sync.RWMutex
	users   map[string]verifier
	changed time.Time // of the version that was read
	size    int64
}

// Open reads a file for the first time.
func Open(name string, log *slog.Logger) (*File, error) {
	f := &File{name: name, log: log}
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	return f, f.read(info)
}

// read reads the file. What was read before stays if it cannot be read or
// understood.
func (f *File) read(info os.FileInfo) error {
	in, err := os.Open(f.name)
	if err != nil {
		return err
	}
	defer in.Close()
	users, err := parse(in)
	f.changed, f.size = info.ModTime(), info.Size() // not again for the same errors
	if err != nil {
		return fmt.Errorf("%s: %w", f.name, err)
	}
	f.users = users
	return nil
}

// maxPassword is how long a password may be: long ones take long to hash.
const maxPassword = 4096

// Check reports whether that is the user's password. A user that is not known
// takes as long as one that is.
func (f *File) Check(user, password string) bool {
	f.refresh()
	f.mu.RLock()
	h, known := f.users[user]
	if !known {
		for _, h = range f.users {
			break
		}
	}
	f.mu.RUnlock()
	return len(password) <= maxPassword && h != nil && h.matches(password) && known
}

// refresh reads the file again if it has changed.
func (f *File) refresh() {
	info, err := os.Stat(f.name)
	if err != nil {
		return // it is being replaced, say
	}
	f.mu.RLock()
	same := info.ModTime().Equal(f.changed) && info.Size() == f.size
	f.mu.RUnlock()
	if same {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.read(info); err != nil {
		f.log.Error("the file with the users has changed and cannot be used, the users stay as they were", "err", err)
	}
}

// parse reads lines user:hash. Empty ones and comments are left out, of several
// for one user the first counts.
func parse(in io.Reader) (map[string]verifier, error) {
	users := map[string]verifier{}
	lines := bufio.NewScanner(in)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		user, text, ok := strings.Cut(line, ":")
		if !ok || user == "" {
			return nil, fmt.Errorf("line %d is not user:hash", number)
		}
		h, err := parseHash(text)
		if err != nil {
			return nil, fmt.Errorf("line %d, user %q: %w", number, user, err)
		}
		if users[user] == nil {
			users[user] = h
		}
	}
	return users, lines.Err()
}

// verifier is a password that was hashed.
type verifier interface {
	matches(password string) bool
}

// parseHash reads a hash of any kind that the standard library can check.
func parseHash(text string) (verifier, error) {
	switch {
	case strings.HasPrefix(text, "{SHA}"):
		return parseSHA1(text)
	case strings.HasPrefix(text, "$apr1$"):
		return parseAPR1(text)
	case strings.HasPrefix(text, "$5$"), strings.HasPrefix(text, "$6$"):
		return parseSHACrypt(text)
	case strings.HasPrefix(text, "$2"):
		return nil, errors.New(bcryptHelp)
	}
	return nil, errors.New("the hash is not one of $apr1$, $5$, $6$ and {SHA}: make it with htpasswd -m or mkpasswd -m sha-512")
}

const bcryptHelp = `the password is hashed with bcrypt, which Go's standard library does not have. Check it in a package of your own, say "users":

	import "golang.org/x/crypto/bcrypt"

	func Check(_ *http.Request, user, password string) bool {
		return bcrypt.CompareHashAndPassword([]byte(hashes[user]), []byte(password)) == nil
	}

and let the section say "use = egg:Paste#auth_basic", "realm = ..." and "authfunc = users:Check". Or hash it with htpasswd -m or -5`
