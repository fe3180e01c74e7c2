package gzip

import "strings"

// choose returns which of the codings a client wants most, the first of those
// that it wants as much: its index. It is -1 if none may be sent, or all are
// worse than sending as it is: RFC 9110, 12.5.3.
func choose(lines []string, codings ...string) (best int) {
	weights := make([]int, 0, 4)
	for range codings {
		weights = append(weights, absent)
	}
	others, identity := absent, absent
	for _, line := range lines {
		for item := range strings.SplitSeq(line, ",") {
			name, params, _ := strings.Cut(item, ";")
			name = strings.TrimSpace(name)
			weight := weightOf(params) // absent: nobody knows what is meant
			switch {
			case name == "*":
				others = max(others, weight)
			case strings.EqualFold(name, "identity"):
				identity = max(identity, weight)
			}
			for i, coding := range codings {
				if strings.EqualFold(name, coding) || coding == gzipCoding && strings.EqualFold(name, "x-gzip") {
					weights[i] = max(weights[i], weight)
				}
			}
		}
	}
	best = -1
	most := max(1, identity) // in thousandths
	for i, weight := range weights {
		if weight == absent {
			weight = others
		}
		if weight >= most {
			best, most = i, weight+1
		}
	}
	return best
}

// absent is the weight of what is not there or cannot be read.
const absent = -1

// weightOf reads the parameters of a coding, " q=0.5", and returns its weight
// in thousandths. Only a weight is allowed there.
func weightOf(params string) int {
	params = strings.TrimSpace(params)
	if params == "" {
		return 1000
	}
	name, value, ok := strings.Cut(params, "=")
	if !ok || !strings.EqualFold(name, "q") || value == "" {
		return absent
	}
	whole, digits, _ := strings.Cut(value, ".")
	if (whole != "0" && whole != "1") || len(digits) > 3 {
		return absent
	}
	weight := int(whole[0] - '0')
	for i := range 3 {
		weight *= 10
		if i >= len(digits) {
			continue
		}
		if digits[i] < '0' || digits[i] > '9' {
			return absent
		}
		weight += int(digits[i] - '0')
	}
	if weight > 1000 {
		return absent
	}
	return weight
}
