// Package identity knows the users and groups of the system that a server's
// files and its process are to belong to.
package identity

import (
	"fmt"
	"os"
	"os/user"
	"strconv"
)

// Lookup returns the numbers of a user and of a group, each a name or a number;
// -1 for "". A number need not be that of anybody whom the system knows.
func Lookup(owner, group string) (uid, gid int, err error) {
	uid, err = number(owner, "user", func(name string) (string, error) {
		u, err := user.Lookup(name)
		if err != nil {
			return "", err
		}
		return u.Uid, nil
	})
	if err != nil {
		return -1, -1, err
	}
	gid, err = number(group, "group", func(name string) (string, error) {
		g, err := user.LookupGroup(name)
		if err != nil {
			return "", err
		}
		return g.Gid, nil
	})
	return uid, gid, err
}

// number returns the number that a name means.
func number(name, kind string, lookup func(string) (string, error)) (int, error) {
	if name == "" {
		return -1, nil
	}
	digits := name
	if _, err := strconv.ParseUint(name, 10, 31); err != nil {
		if digits, err = lookup(name); err != nil {
			return -1, err
		}
	}
	n, err := strconv.ParseUint(digits, 10, 31)
	if err != nil {
		return -1, fmt.Errorf("%s %q has no number: %q", kind, name, digits)
	}
	return int(n), nil
}

// Append opens a file for appending, and makes it if there is none, as made tells.
// Only such a file may be given to another user: one that was there may be a link
// to anything.
func Append(path string) (f *os.File, made bool, err error) {
	const flags = os.O_WRONLY | os.O_APPEND | os.O_CREATE
	if f, err = os.OpenFile(path, flags|os.O_EXCL, 0o644); err == nil {
		return f, true, nil
	}
	f, err = os.OpenFile(path, flags, 0o644)
	return f, false, err
}

// Process is the identity that a process takes when it has opened what only
// root may open: the zero value is the one it has.
type Process struct {
	User, Group string // names or numbers
	InitGroups  bool   // also the other groups of the user; without it, there are no others
}

// None reports whether there is nothing to take.
func (p Process) None() bool { return p.User == "" && p.Group == "" }
