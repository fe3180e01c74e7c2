// Package accept tells in which form a client wants a page (RFC 9110, 12.5.1).
package accept

import (
	"strconv"
	"strings"
)

// HTML reports whether a page should be HTML and not plain text, by the lines
// of an Accept header: HTML is accepted, and not liked less than plain text.
// Without a header it is plain text: who asks so is no browser.
func HTML(lines []string) bool {
	var html, plain preference
	for _, line := range lines {
		for item := range strings.SplitSeq(line, ",") {
			media, params, _ := strings.Cut(item, ";")
			media = strings.ToLower(strings.TrimSpace(media))
			weight := weightOf(params)
			switch media {
			case "text/html", "application/xhtml+xml":
				html.add(3, weight)
			case "text/plain":
				plain.add(3, weight)
			case "text/*":
				html.add(2, weight)
				plain.add(2, weight)
			case "*/*":
				html.add(1, weight)
				plain.add(1, weight)
			}
		}
	}
	return html.weight > 0 && html.weight >= plain.weight
}

// preference is how much a type is liked, by the most exact item of a header
// that means it.
type preference struct {
	exact  int
	weight float64
}

func (p *preference) add(exact int, weight float64) {
	switch {
	case exact > p.exact:
		*p = preference{exact, weight}
	case exact == p.exact:
		p.weight = max(p.weight, weight)
	}
}

// weightOf finds the weight among the parameters of an item: 1 when there is
// none, 0 when it cannot be read.
func weightOf(params string) float64 {
	for param := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(param), "=")
		if !strings.EqualFold(name, "q") {
			continue
		}
		weight, err := strconv.ParseFloat(value, 64)
		if err != nil || !(weight >= 0 && weight <= 1) {
			return 0
		}
		return weight
	}
	return 1
}
