package ratelimit

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Rate is a number of requests in a time. The zero value is none.
type Rate struct {
	Requests int
	Per      time.Duration
}

// UnmarshalText reads "10/s", "100/minute", "5/10m".
func (rate *Rate) UnmarshalText(text []byte) error {
	count, per, ok := strings.Cut(strings.TrimSpace(string(text)), "/")
	requests, err := strconv.Atoi(strings.TrimSpace(count))
	*rate = Rate{requests, period(strings.TrimSpace(per))}
	if !ok || err != nil || requests < 1 || rate.Per <= 0 || rate.interval() < 1 {
		return fmt.Errorf("%q is not a rate: it is a number of requests and a time, as 10/s, 100/minute, 1000/hour or 5/10m", text)
	}
	return nil
}

// period reads a unit of time, or a time as Go has it; 0 for what is none.
func period(text string) time.Duration {
	switch text {
	case "s", "second":
		return time.Second
	case "m", "minute":
		return time.Minute
	case "h", "hour":
		return time.Hour
	case "d", "day":
		return 24 * time.Hour
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0
	}
	return d
}

// interval is the time between two requests at that rate.
func (rate Rate) interval() time.Duration { return rate.Per / time.Duration(rate.Requests) }
