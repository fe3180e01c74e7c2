// Package secret knows what must not be shown: passwords, keys and tokens, told
// by the names that people give them and by what texts look like. The generator
// and the programs that it makes have the same notion.
package secret

import (
	"slices"
	"strings"
)

// Mask stands for a secret where a text is shown.
const Mask = "********"

// Range is the part Start:End of a text, in bytes.
type Range struct{ Start, End int }

// Redact returns a text with Mask in place of what Find finds in it.
func Redact(text string) string { return Replace(text, Find(text)) }

// Replace returns a text with Mask in place of the ranges, which are in order
// and do not overlap.
func Replace(text string, ranges []Range) string {
	if len(ranges) == 0 {
		return text
	}
	var b strings.Builder
	end := 0
	for _, r := range ranges {
		b.WriteString(text[end:r.Start])
		b.WriteString(Mask)
		end = r.End
	}
	b.WriteString(text[end:])
	return b.String()
}

// Find returns the secrets in a text, whatever its name is:
//
//   - the password of a URL, and the user's name where there is no password, since then it may be a token;
//   - the password of a data source without a scheme, "user:password@tcp(host)/db" or "user/password@host/service";
//   - the value behind a Name and "=", as in "host=db password=x" and "?token=x", or as in {"password": "x"};
//   - what follows "Authorization:" and other names of header fields, "Bearer" or "Basic";
//   - a private key in PEM, a password's hash, and tokens that tell by their beginning what they are;
//   - the end of a URL to which whoever has it may write, as Slack has them.
//
// They are in order, do not overlap, and are not empty.
func Find(text string) []Range {
	var found []Range
	look := func(sign string, find func(string) []Range) { // the sign is in all that it finds
		if strings.Contains(text, sign) {
			found = append(found, find(text)...)
		}
	}
	look("://", urls)
	look("@", dataSources)
	look("=", pairs)
	look(":", quotedPairs)
	look(":", fields)
	look(" ", schemes)
	look("_", keyTokens)
	look("-", dashTokens)
	look(".", dotTokens)
	look("AIza", googleKeys)
	look("$", hashes)
	look("}", hashes)
	look("://", webhooks)
	look("eyJ", webTokens)
	look("-----BEGIN ", privateKeys)
	return Merge(found)
}

// Merge returns ranges in order, those that overlap or touch made one, without
// empty ones.
func Merge(ranges []Range) []Range {
	ranges = slices.DeleteFunc(slices.Clone(ranges), func(r Range) bool { return r.Start >= r.End })
	slices.SortFunc(ranges, func(a, b Range) int { return a.Start - b.Start })
	var merged []Range
	for _, r := range ranges {
		if last := len(merged) - 1; last >= 0 && r.Start <= merged[last].End {
			merged[last].End = max(merged[last].End, r.End)
			continue
		}
		merged = append(merged, r)
	}
	return merged
}
