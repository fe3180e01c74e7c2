package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/cmd/pastegen/internal/replay"
)

// shadowLine is a line of the report that a program writes.
type shadowLine struct {
	Section, Method, Path, Result, Why string
	Differences                        []string
}

// tellShadow tells what came of a log. The error says that there are differences,
// or that nothing was compared.
func tellShadow(w io.Writer, log replay.Log, lines []byte) error {
	sums, err := sumUp(lines)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s asked again", count(len(log.Requests), "request"))
	if log.Others > 0 {
		fmt.Fprintf(&b, ", %d of other methods left out", log.Others)
	}
	if log.Unread > 0 {
		fmt.Fprintf(&b, ", %s not understood", count(log.Unread, "line"))
	}
	b.WriteString("\n")
	same, different := 0, 0
	for _, section := range slices.Sorted(maps.Keys(sums)) {
		sums[section].write(&b, section)
		same, different = same+sums[section].same, different+sums[section].different
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return err
	}
	switch {
	case different > 0:
		return fmt.Errorf("%s answered differently", count(different, "request"))
	case same == 0:
		return errors.New("nothing was compared")
	}
	return nil
}

// sumUp reads the lines of a report.
func sumUp(lines []byte) (map[string]*sum, error) {
	sums := map[string]*sum{}
	for text := range bytes.Lines(lines) {
		var l shadowLine
		if err := json.Unmarshal(text, &l); err != nil {
			return nil, fmt.Errorf("the report of the server: %w", err)
		}
		s := sums[l.Section]
		if s == nil {
			s = &sum{first: map[string]string{}, times: map[string]int{}}
			sums[l.Section] = s
		}
		request := l.Method + " " + l.Path
		switch l.Result {
		case "same":
			s.same++
		case "different":
			s.different++
			s.add(strings.Join(l.Differences, "\n"), request)
		default:
			s.skipped++
			s.add("not compared: "+l.Why, request)
		}
	}
	return sums, nil
}
