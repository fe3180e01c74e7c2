package setting

import (
	"io/fs"
	"strconv"
	"strings"
	"time"
)

// Count is a number that is not negative, "" if none is written: where 0 says
// something else than nothing.
type Count string

// UnmarshalText implements encoding.TextUnmarshaler.
func (c *Count) UnmarshalText(text []byte) error {
	n, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 62)
	if err != nil {
		return &Error{Is: strconv.Quote(string(text)) + " is not a number", Hint: "write it in decimal digits"}
	}
	*c = Count(strconv.FormatUint(n, 10))
	return nil
}

// Or returns the number, other for "".
func (c Count) Or(other int64) int64 {
	n, err := strconv.ParseInt(string(c), 10, 64)
	if err != nil {
		return other
	}
	return n
}

// Limit returns the number as a limit that is a limit: none, where the written
// number is 0, and other for "".
func (c Count) Limit(none, other int64) int64 {
	if n := c.Or(other); n != 0 || c == "" {
		return n
	}
	return none
}

// Seconds is a time that is not negative, written as a number of seconds or as
// 500ms; "" if none is written.
type Seconds string

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Seconds) UnmarshalText(text []byte) error {
	written := strings.TrimSpace(string(text))
	if _, ok := seconds(written); !ok {
		return &Error{Is: strconv.Quote(written) + " is not a time", Hint: "write a number of seconds, or 500ms"}
	}
	*s = Seconds(written)
	return nil
}

// seconds reads a time.
func seconds(text string) (time.Duration, bool) {
	d, err := time.ParseDuration(text)
	if err != nil {
		d, err = time.ParseDuration(text + "s")
	}
	return d, err == nil && d >= 0
}

// Or returns the time, other for "".
func (s Seconds) Or(other time.Duration) time.Duration {
	d, ok := seconds(string(s))
	if !ok {
		return other
	}
	return d
}

// Limit returns the time as a limit: none, where the written one is 0, and
// other for "".
func (s Seconds) Limit(none, other time.Duration) time.Duration {
	if d := s.Or(other); d != 0 || s == "" {
		return d
	}
	return none
}

// Switch is on or off, "" if nothing is written. It is written as Paste writes
// booleans.
type Switch string

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Switch) UnmarshalText(text []byte) error {
	switch strings.ToLower(strings.TrimSpace(string(text))) {
	case "true", "yes", "on", "y", "t", "1":
		*s = "on"
	case "false", "no", "off", "n", "f", "0":
		*s = "off"
	default:
		return &Error{Is: strconv.Quote(string(text)) + " is neither true nor false", Hint: "write true or false"}
	}
	return nil
}

// Or returns whether it is on, other for "".
func (s Switch) Or(other bool) bool {
	if s == "" {
		return other
	}
	return s == "on"
}

// Mode are permissions of a file in octal, 660 or 0o660, "" if none are written.
type Mode string

// UnmarshalText implements encoding.TextUnmarshaler.
func (m *Mode) UnmarshalText(text []byte) error {
	written := strings.TrimSpace(string(text))
	n, err := strconv.ParseUint(strings.TrimPrefix(strings.TrimPrefix(written, "0o"), "0O"), 8, 12)
	if err != nil {
		return &Error{Is: strconv.Quote(written) + " are no permissions", Hint: "write them in octal digits, 660"}
	}
	*m = Mode("0" + strconv.FormatUint(n, 8))
	return nil
}

// Or returns the permissions, other for "".
func (m Mode) Or(other fs.FileMode) fs.FileMode {
	n, err := strconv.ParseUint(string(m), 8, 12)
	if err != nil {
		return other
	}
	return fs.FileMode(n)
}

// Variable is NAME=VALUE, a variable of the environment.
type Variable string

// UnmarshalText implements encoding.TextUnmarshaler.
func (v *Variable) UnmarshalText(text []byte) error {
	written := strings.TrimSpace(string(text))
	if name, _, found := strings.Cut(written, "="); !found || name == "" {
		return &Error{Is: strconv.Quote(written) + " is no variable", Hint: "write NAME=VALUE"}
	}
	*v = Variable(written)
	return nil
}
