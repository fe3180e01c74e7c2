package logs

import (
	"errors"
	"log/slog"
	"strings"
)

// Level is a level by the name that Python or Go has for it; "" for none.
type Level string

// UnmarshalText takes one of the levels that there are.
func (l *Level) UnmarshalText(text []byte) error {
	name := strings.ToLower(strings.TrimSpace(string(text)))
	if name == "" {
		return errors.New("nothing is no level: they are debug, info, warning, error, critical")
	}
	if _, err := readLevel(name); err != nil {
		return err
	}
	*l = Level(name)
	return nil
}

// readLevel reads a level by the name that Python or Go has for it.
func readLevel(text string) (slog.Level, error) {
	switch strings.ToLower(text) {
	case "":
		return slog.LevelInfo, nil
	case "warning":
		return slog.LevelWarn, nil
	case "critical":
		return slog.LevelError + 4, nil
	}
	var level slog.Level
	if level.UnmarshalText([]byte(text)) != nil {
		return level, errors.New(text + " is no level: they are debug, info, warning, error, critical")
	}
	return level, nil
}
