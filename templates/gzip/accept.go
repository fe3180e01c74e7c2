package gzip

import "strings"

// accepts reports whether gzip may be sent and is not worse than sending as it is: RFC 9110, 12.5.3.
func accepts(lines []string) bool {
	gzip, any, identity := absent, absent, absent
	for _, line := range lines {
		for item := range strings.SplitSeq(line, ",") {
			coding, params, _ := strings.Cut(item, ";")
			coding = strings.TrimSpace(coding)
			weight := weightOf(params)
			switch {
			case weight == absent: // nobody knows what is meant
			case strings.EqualFold(coding, "gzip"), strings.EqualFold(coding, "x-gzip"):
				gzip = max(gzip, weight)
			case coding == "*":
				any = max(any, weight)
			case strings.EqualFold(coding, "identity"):
				identity = max(identity, weight)
			}
		}
	}
	if gzip == absent {
		gzip = any
	}
	return gzip > 0 && gzip >= identity
}

// absent is the weight of what is not there or cannot be read.
const absent = -1

// weightOf reads the parameters of a coding, " q=0.5", and returns its weight in thousandths. Only a weight is allowed there.
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
