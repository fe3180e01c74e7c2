// Package strftime writes times as C's strftime does in its own language, which
// is what formats of logs are made of.
package strftime

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// layout returns how package time writes what a conversion stands for; "" if it
// does not know that.
func layout(conversion byte) string {
	switch conversion {
	case 'a':
		return "Mon"
	case 'A':
		return "Monday"
	case 'b', 'h':
		return "Jan"
	case 'B':
		return "January"
	case 'c':
		return "Mon Jan _2 15:04:05 2006"
	case 'd':
		return "02"
	case 'D', 'x':
		return "01/02/06"
	case 'e':
		return "_2"
	case 'F':
		return "2006-01-02"
	case 'H':
		return "15"
	case 'I':
		return "03"
	case 'j':
		return "002"
	case 'm':
		return "01"
	case 'M':
		return "04"
	case 'p':
		return "PM"
	case 'r':
		return "03:04:05 PM"
	case 'R':
		return "15:04"
	case 'S':
		return "05"
	case 'T', 'X':
		return "15:04:05"
	case 'y':
		return "06"
	case 'Y':
		return "2006"
	case 'z':
		return "-0700"
	case 'Z':
		return "MST"
	}
	return ""
}

// others are the conversions that are computed.
const others = "CGgklnPstuUVwW%"

// Check returns an error for a format with a conversion that is none.
func Check(format string) error {
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		if i++; i == len(format) {
			return fmt.Errorf("the time format %q ends within a conversion", format)
		}
		if layout(format[i]) == "" && strings.IndexByte(others, format[i]) < 0 {
			return fmt.Errorf("%%%c in the time format %q is no conversion of strftime", format[i], format)
		}
	}
	return nil
}

// Append appends the time in a format that Check accepts. What is no conversion
// stands for itself.
func Append(line []byte, t time.Time, format string) []byte {
	for {
		plain, rest, found := strings.Cut(format, "%")
		line = append(line, plain...)
		if !found || rest == "" {
			if found {
				line = append(line, '%')
			}
			return line
		}
		if l := layout(rest[0]); l != "" {
			line = t.AppendFormat(line, l)
		} else {
			line = appendOther(line, t, rest[0])
		}
		format = rest[1:]
	}
}

// appendOther appends what package time does not know.
func appendOther(line []byte, t time.Time, conversion byte) []byte {
	year, week := t.ISOWeek()
	switch conversion {
	case '%':
		return append(line, '%')
	case 'n':
		return append(line, '\n')
	case 't':
		return append(line, '\t')
	case 'C':
		return pad(line, t.Year()/100, '0')
	case 'G':
		return strconv.AppendInt(line, int64(year), 10)
	case 'g':
		return pad(line, year%100, '0')
	case 'k':
		return pad(line, t.Hour(), ' ')
	case 'l':
		return pad(line, (t.Hour()+11)%12+1, ' ')
	case 'P':
		return append(line, strings.ToLower(t.Format("PM"))...)
	case 's':
		return strconv.AppendInt(line, t.Unix(), 10)
	case 'u':
		return strconv.AppendInt(line, int64((t.Weekday()+6)%7+1), 10)
	case 'w':
		return strconv.AppendInt(line, int64(t.Weekday()), 10)
	case 'U':
		return pad(line, (t.YearDay()+6-int(t.Weekday()))/7, '0')
	case 'W':
		return pad(line, (t.YearDay()+6-int(t.Weekday()+6)%7)/7, '0')
	case 'V':
		return pad(line, week, '0')
	}
	return append(line, '%', conversion)
}

// pad appends a number of two digits.
func pad(line []byte, n int, with byte) []byte {
	if n < 10 {
		line = append(line, with)
	}
	return strconv.AppendInt(line, int64(n), 10)
}
