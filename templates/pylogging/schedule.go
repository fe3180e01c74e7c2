package pylogging

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pastegen/pastegen/templates/strftime"
)

// schedule is when a file is rotated.
type schedule struct {
	every    time.Duration
	midnight bool         // at the end of a day
	weekday  time.Weekday // of which, if weekly
	weekly   bool
	suffix   string // of strftime, for the name of a file that was rotated
}

// newSchedule reads what Python calls when: S, M, H, D, MIDNIGHT, W0 to W6.
func newSchedule(when string, interval int) (schedule, error) {
	if interval < 1 {
		return schedule{}, errors.New("an interval is 1 or more")
	}
	n := time.Duration(interval)
	switch when = strings.ToUpper(when); {
	case when == "" || when == "H":
		return schedule{every: n * time.Hour, suffix: "%Y-%m-%d_%H"}, nil
	case when == "S":
		return schedule{every: n * time.Second, suffix: "%Y-%m-%d_%H-%M-%S"}, nil
	case when == "M":
		return schedule{every: n * time.Minute, suffix: "%Y-%m-%d_%H-%M"}, nil
	case when == "D":
		return schedule{every: n * 24 * time.Hour, suffix: "%Y-%m-%d"}, nil
	case when == "MIDNIGHT":
		return schedule{every: n * 24 * time.Hour, midnight: true, suffix: "%Y-%m-%d"}, nil
	case len(when) == 2 && when[0] == 'W':
		if day, err := strconv.Atoi(when[1:]); err == nil && day < 7 { // 0 is Monday
			return schedule{every: n * 7 * 24 * time.Hour, weekly: true, weekday: time.Weekday((day + 1) % 7), suffix: "%Y-%m-%d"}, nil
		}
	}
	return schedule{}, fmt.Errorf("%q is no time to rotate: it is S, M, H, D, midnight or W0 to W6", when)
}

// after returns when the file is rotated that was begun at a time.
func (s schedule) after(t time.Time) time.Time {
	year, month, day := t.Date()
	switch {
	case s.midnight:
		return time.Date(year, month, day+int(s.every/(24*time.Hour)), 0, 0, 0, 0, t.Location())
	case s.weekly:
		ahead := (int(s.weekday) - int(t.Weekday()) + 7) % 7
		return time.Date(year, month, day+ahead+1, 0, 0, 0, 0, t.Location())
	}
	return t.Add(s.every)
}

// rotateByTime renames the file to one with the time at which it was begun.
func (f *logFile) rotateByTime(now time.Time) error {
	begun := f.next.Add(-f.schedule.every)
	if f.schedule.midnight || f.schedule.weekly {
		begun = f.next.AddDate(0, 0, -1)
	}
	name := f.path + "." + string(strftime.Append(nil, begun, f.schedule.suffix))
	for !f.next.After(now) {
		f.next = f.schedule.after(f.next)
	}
	return errors.Join(os.Rename(f.path, name), f.open(false), f.prune())
}

// prune removes the oldest of the files that were rotated, so that backups are
// left.
func (f *logFile) prune() error {
	if f.backups == 0 {
		return nil
	}
	all, err := filepath.Glob(globEscape(f.path) + ".[0-9][0-9][0-9][0-9]-*")
	slices.Sort(all)
	for len(all) > f.backups {
		err = errors.Join(err, os.Remove(all[0]))
		all = all[1:]
	}
	return err
}

// globEscape lets a path stand for itself.
func globEscape(path string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}
