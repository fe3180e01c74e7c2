package diag

import (
	"fmt"
	"strings"
)

// DidYouMean returns `did you mean "x"?` for the nearest of the candidates, as
// a hint, or "" if none is near.
func DidYouMean(name string, candidates []string) string {
	nearest := Nearest(name, candidates)
	if nearest == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %q?", nearest)
}

// Nearest returns the candidate that name is most likely a misspelling of: the
// one with the fewest inserted, lost, changed or swapped characters, upper and
// lower case being the same. They may be a third of the characters of the
// longer of both. Of equally near ones it is the first; "" if there is none.
// The name itself is no candidate.
func Nearest(name string, candidates []string) string {
	return NearestWithin(name, candidates, len(name))
}

// NearestWithin is Nearest for at most that many characters.
func NearestWithin(name string, candidates []string, limit int) string {
	nearest, least := "", limit+1
	folded := []rune(strings.ToLower(name))
	for _, c := range candidates {
		if c == name {
			continue
		}
		other := []rune(strings.ToLower(c))
		most := min(least-1, max(len(folded), len(other))/3)
		if d := distance(folded, other, most); d <= most {
			nearest, least = c, d
		}
	}
	return nearest
}

// distance returns how many characters of a must be inserted, deleted, changed
// or swapped with their neighbour to make it b, no character touched twice
// (the optimal string alignment distance), or any number beyond most if it is
// more than most.
func distance(a, b []rune, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	// The rows of the usual table: row[j] is the distance of a[:i] and b[:j].
	row, last, beforeLast := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, last, beforeLast = beforeLast, row, last
		row[0] = i
		for j := 1; j <= len(b); j++ {
			changed := last[j-1]
			if a[i-1] != b[j-1] {
				changed++
			}
			row[j] = min(changed, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], beforeLast[j-2]+1)
			}
		}
	}
	return row[len(b)]
}

// HasLetters reports whether a word is another with letters swapped, doubled,
// lost or added: for such a short one as "app" any other letter in the place of
// one makes another word.
func HasLetters(word, of string) bool {
	others := 0
	for _, r := range strings.ToLower(word) {
		if !strings.ContainsRune(of, r) {
			others++
		}
	}
	return others <= max(0, len(word)-len(of))
}
