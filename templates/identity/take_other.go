//go:build !linux

package identity

import "errors"

// Take makes it that of this process, which only Linux can.
func (p Process) Take() error {
	return errors.New("a process can become that of another user on Linux only")
}

// SetUmask sets which permissions files of this process never have, which only
// Linux can.
func SetUmask(int) error {
	return errors.New("a umask can be set on Linux only")
}
