package replay

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/pastegen/pastegen/gen/words"
	"github.com/pastegen/pastegen/parse/diag"
)

// line is a line of the report that a program writes.
type line struct {
	Section, Method, Path, Result, Why string
	Differences                        []string
}

// Tell tells what came of a log. The error says that there are differences,
// or that nothing was compared.
func Tell(w io.Writer, log Log, lines []byte) error {
	sums, err := sumUp(lines)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s asked again", words.Count(len(log.Requests), "request"))
	if log.Others > 0 {
		fmt.Fprintf(&b, ", %d of other methods left out", log.Others)
	}
	if log.Unread > 0 {
		fmt.Fprintf(&b, ", %s not understood", words.Count(log.Unread, "line"))
	}
	b.WriteString("\n")
	same, different := 0, 0
	for _, section := range slices.Sorted(maps.Keys(sums)) {
		sums[section].write(&b, section)
		same, different = same+sums[section].same, different+sums[section].different
	}
	if _, err := io.WriteString(w, diag.PrintableText(b.String())); err != nil {
		return err
	}
	switch {
	case different > 0:
		return fmt.Errorf("%s answered differently", words.Count(different, "request"))
	case same == 0:
		return errors.New("nothing was compared")
	}
	return nil
}

// sumUp reads the lines of a report.
func sumUp(lines []byte) (map[string]*sum, error) {
	sums := map[string]*sum{}
	for text := range bytes.Lines(lines) {
		var l line
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

// sum is what came of a section.
type sum struct {
	same, different, skipped int
	kinds                    []string // differences, and why something was not compared
	first                    map[string]string
	times                    map[string]int
}

func (s *sum) add(kind, request string) {
	if s.times[kind]++; s.times[kind] == 1 {
		s.kinds, s.first[kind] = append(s.kinds, kind), request
	}
}

// mostKinds is how many kinds of differences of a section are told.
const mostKinds = 20

// write tells it.
func (s *sum) write(b *strings.Builder, section string) {
	fmt.Fprintf(b, "%s: %d the same, %d different, %d not compared\n", section, s.same, s.different, s.skipped)
	for i, kind := range s.kinds {
		if i == mostKinds {
			fmt.Fprintf(b, "  and %d more\n", len(s.kinds)-i)
			break
		}
		fmt.Fprintf(b, "  %s", s.first[kind])
		if n := s.times[kind] - 1; n > 0 {
			fmt.Fprintf(b, " and %d more", n)
		}
		fmt.Fprintf(b, "\n    %s\n", strings.ReplaceAll(kind, "\n", "\n    "))
	}
}
