package fileapp

import (
	"net/http"
	"strconv"
	"strings"
)

// chosen returns the variant that a client wants most, nil when it wants none
// of them.
func chosen(variants []variant, h http.Header) (best *variant) {
	if len(variants) == 0 || h["Accept-Encoding"] == nil {
		return nil
	}
	codings := make([]string, len(variants))
	for i, v := range variants {
		codings[i] = v.coding
	}
	most := 0.0
	for i, weight := range weights(h, codings...) {
		if weight > most {
			most, best = weight, &variants[i]
		}
	}
	return best
}

// weights returns how much a client wants an answer coded in each of codings,
// by its Accept-Encoding (RFC 9110, 12.5.3): 0 is not at all, 1 at most. Of
// what cannot be understood nothing is wanted.
func weights(h http.Header, codings ...string) []float64 {
	found := make([]float64, len(codings))
	named := make([]bool, len(codings))
	others := 0.0
	for _, line := range h["Accept-Encoding"] {
		for item := range strings.SplitSeq(line, ",") {
			coding, weight := acceptItem(item)
			if coding == "*" {
				others = weight
			}
			for i, c := range codings {
				if strings.EqualFold(coding, c) || c == "gzip" && strings.EqualFold(coding, "x-gzip") {
					found[i], named[i] = weight, true
				}
			}
		}
	}
	for i := range found {
		if !named[i] {
			found[i] = others
		}
	}
	return found
}

// acceptItem reads "gzip;q=0.5".
func acceptItem(item string) (coding string, weight float64) {
	coding, params, _ := strings.Cut(item, ";")
	weight = 1
	for param := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(param, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || !(q >= 0 && q <= 1) {
			q = 0
		}
		weight = q
	}
	return strings.TrimSpace(coding), weight
}
