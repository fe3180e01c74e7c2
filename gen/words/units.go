package words

import (
	"slices"
	"strings"
	"time"
)

// WithoutUnit returns a key without the word at its end that names a unit of
// time, if there is one.
func WithoutUnit(key string) string {
	if unitOf(key) == 0 {
		return key
	}
	rest, _ := CutLast(strings.ReplaceAll(Written(key), "-", "_"), "_")
	return rest
}

// UnitFor is the unit of bare numbers under a key: the one that the key names, or
// seconds.
func UnitFor(key string) time.Duration {
	if size := unitOf(key); size != 0 {
		return size
	}
	return time.Second
}

// unit is a unit of time with the words that name it at the end of a key.
type unit struct {
	size  time.Duration
	names []string
}

func units() []unit {
	return []unit{
		{time.Microsecond, []string{"us", "micros", "microseconds"}},
		{time.Millisecond, []string{"ms", "msec", "msecs", "millis", "milliseconds"}},
		{time.Second, []string{"s", "sec", "secs", "seconds"}},
		{time.Minute, []string{"min", "mins", "minutes"}},
		{time.Hour, []string{"hours"}},
		{24 * time.Hour, []string{"days"}},
	}
}

// unitOf returns the unit that a key's last word names, 0 if none. A key with
// no other word names none.
func unitOf(key string) time.Duration {
	rest, last := CutLast(strings.ReplaceAll(Written(LastName(key)), "-", "_"), "_")
	if rest == "" {
		return 0
	}
	for _, u := range units() {
		if slices.Contains(u.names, last) {
			return u.size
		}
	}
	return 0
}

// UnitNames returns the words that name a unit of time at the end of a key.
func UnitNames() []string {
	var out []string
	for _, u := range units() {
		out = append(out, u.names...)
	}
	return out
}

// NamesUnit reports whether the last word of a key names a unit of time.
func NamesUnit(key string) bool { return unitOf(key) != 0 }

// SizeUnitOf returns the word at the end of a key that says in which unit of bytes
// it counts; empty if none does, or it is bytes.
func SizeUnitOf(key string) string {
	_, last := CutLast(strings.ReplaceAll(Written(LastName(key)), "-", "_"), "_")
	if slices.Contains([]string{"kb", "mb", "gb", "tb", "kib", "mib", "gib", "tib", "kilobytes", "megabytes", "gigabytes"}, last) {
		return last
	}
	return ""
}
