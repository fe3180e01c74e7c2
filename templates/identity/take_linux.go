package identity

import (
	"fmt"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// Take makes it that of this process, of all its threads. It does nothing when
// it is its own already.
func (p Process) Take() error {
	uid, gid, err := Lookup(p.User, p.Group)
	if err != nil {
		return err
	}
	if (uid == -1 || uid == os.Geteuid()) && (gid == -1 || gid == os.Getegid()) {
		return nil
	}
	if err := p.takeGroups(uid, gid); err != nil {
		return err
	}
	if uid == -1 {
		return nil
	}
	if err := syscall.Setuid(uid); err != nil {
		return fmt.Errorf("cannot become user %s: %w", p.User, err)
	}
	return nil
}

// takeGroups takes the group, and drops those that only root has.
func (p Process) takeGroups(uid, gid int) error {
	others := []int{}
	if p.InitGroups && uid != -1 {
		others = groupsOf(uid)
	}
	if gid != -1 {
		others = append(others, gid)
	}
	if os.Geteuid() == 0 {
		if err := syscall.Setgroups(others); err != nil {
			return fmt.Errorf("cannot set the groups: %w", err)
		}
	}
	if gid == -1 {
		return nil
	}
	if err := syscall.Setgid(gid); err != nil {
		return fmt.Errorf("cannot become group %s: %w", p.Group, err)
	}
	return nil
}

// groupsOf returns the groups of a user, as far as the system knows them.
func groupsOf(uid int) []int {
	u, err := user.LookupId(strconv.Itoa(uid))
	if err != nil {
		return nil
	}
	ids, err := u.GroupIds()
	if err != nil {
		return nil
	}
	var out []int
	for _, id := range ids {
		if n, err := strconv.Atoi(id); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// SetUmask sets which permissions files of this process never have.
func SetUmask(mask int) error {
	syscall.Umask(mask)
	return nil
}
