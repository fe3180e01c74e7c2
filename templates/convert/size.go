package convert

import (
	"math/big"
	"strings"
)

// Size reports whether a text is a size, a number of bytes with its unit behind
// it: B, kB, MB, GB, TB or PB for the powers of 1000, KiB, MiB, GiB, TiB or PiB
// for those of 1024, in any case. The number may have a fraction, the bytes may
// not: 1.5MB.
func Size(text string) bool {
	_, unit := cutUnit(strings.TrimSpace(text))
	return unit != 0
}

// cutUnit returns the number in front of a size's unit, and how many bytes that
// has: 0 for what has no such unit.
func cutUnit(text string) (number string, unit int64) {
	number = strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
	if hasPrefix(text) || strings.Trim(number, "+-_. \t") == "" {
		return "", 0
	}
	return strings.TrimRight(number, " \t"), unitSize(strings.ToLower(text[len(number):]))
}

// unitSize returns how many bytes a unit in lower case has, 0 for what is none.
func unitSize(unit string) int64 {
	letter, base := strings.TrimSuffix(unit, "b"), int64(1000)
	if letter == unit {
		return 0
	}
	if rest, ok := strings.CutSuffix(letter, "i"); ok {
		letter, base = rest, 1024
	}
	if letter == "" {
		return map[int64]int64{1000: 1}[base]
	}
	power := strings.Index("kmgtp", letter) + 1
	if len(letter) > 1 || power == 0 {
		return 0
	}
	size := int64(1)
	for range power {
		size *= base
	}
	return size
}

// bytesIn returns how many bytes so many units are.
func bytesIn(number string, unit int64) (*big.Int, error) {
	whole, fraction, hasFraction := strings.Cut(number, ".")
	if !isDecimal(whole) || hasFraction && (!isDecimal(fraction) || unsigned(fraction) != fraction) {
		return nil, notInteger()
	}
	bytes, ok := new(big.Rat).SetString(strings.ReplaceAll(number, "_", ""))
	if !ok {
		return nil, notInteger()
	}
	if bytes.Mul(bytes, new(big.Rat).SetInt64(unit)); !bytes.IsInt() {
		return nil, &Misfit{"is no whole number of bytes", "write fewer digits behind the point, or bytes"}
	}
	return bytes.Num(), nil
}
