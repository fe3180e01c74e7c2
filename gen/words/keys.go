package words

import (
	"strconv"
	"strings"
)

// Name returns the normalised name of a key. One with nothing before, behind or
// between its dots is no name of anything: it stays as it is.
func Name(key string) string {
	if strings.HasPrefix(key, ".") || strings.HasSuffix(key, ".") || strings.Contains(key, "..") {
		return key
	}
	return Normal(key)
}

// CutAny cuts one of the names and the dot behind it off a key.
func CutAny(key string, names []string) (rest string, ok bool) {
	for _, name := range names {
		if rest, ok = cutName(key, name); ok {
			return rest, true
		}
	}
	return "", false
}

// cutName cuts a name and the dot behind it off a key.
func cutName(key, name string) (rest string, ok bool) {
	if name == "" {
		return "", false
	}
	for i, c := range key {
		if c == '.' && Normal(key[:i]) == Normal(name) && i+1 < len(key) {
			return key[i+1:], true
		}
	}
	return "", false
}

// IsNumber reports whether a name is the number of an entry.
func IsNumber(name string) bool {
	_, err := strconv.ParseUint(name, 10, 31)
	return err == nil
}

// Number is the number of an entry; 0 for another name.
func Number(name string) uint64 {
	n, _ := strconv.ParseUint(name, 10, 31)
	return n
}
