package healthcheck

import (
	"strconv"
	"strings"
)

// preferred returns which of text/plain, text/html and application/json a
// client wants most, the first of them if it wants several as much, or none:
// load balancers are not to be refused.
func preferred(accept []string) string {
	best, weight := "text/plain", 0.0
	for _, offer := range []string{"text/plain", "text/html", "application/json"} {
		if w := weightOf(offer, accept); w > weight {
			best, weight = offer, w
		}
	}
	return best
}

// weightOf returns how much of 1 a client wants an offer: what the range says
// that fits closest (RFC 9110, 12.5.1).
func weightOf(offer string, accept []string) (weight float64) {
	kind, _, _ := strings.Cut(offer, "/")
	closest := 0
	for _, line := range accept {
		for item := range strings.SplitSeq(line, ",") {
			mediaRange, params, _ := strings.Cut(item, ";")
			fits := 0
			switch strings.ToLower(strings.TrimSpace(mediaRange)) {
			case offer:
				fits = 3
			case kind + "/*":
				fits = 2
			case "*/*":
				fits = 1
			}
			if fits > closest {
				closest, weight = fits, quality(params)
			}
		}
	}
	return weight
}

// quality reads the q of parameters: 1 if there is none, 0 if it makes no sense.
func quality(params string) float64 {
	for param := range strings.SplitSeq(params, ";") {
		if name, value, _ := strings.Cut(param, "="); strings.EqualFold(strings.TrimSpace(name), "q") {
			q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil || !(q >= 0 && q <= 1) {
				return 0
			}
			return q
		}
	}
	return 1
}
