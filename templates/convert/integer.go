package convert

import (
	"math/big"
	"strconv"
	"strings"
)

// AsInt takes what Python's int() takes, and with it
// paste.deploy.converters.asint: decimal digits with single underscores between
// them. Numbers of other bases have Go's prefixes: 0x1f, 0o17, 0b1. A size has
// its unit behind it, see Size.
func AsInt[T ~int | ~int8 | ~int16 | ~int32 | ~int64](text string) (T, error) {
	n, err := Int(text, bitsOf[T]())
	return T(n), err
}

// AsUint is AsInt for the types without a sign.
func AsUint[T ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64](text string) (T, error) {
	n, err := Uint(text, bitsOf[T]())
	return T(n), err
}

// bitsOf returns the size of an integer type.
func bitsOf[T ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64]() int {
	bits := 0
	for one := T(1); one != 0; one <<= 1 {
		bits++
	}
	return bits
}

// Int is AsInt for a number of bits that is known at run time only.
func Int(text string, bits int) (int64, error) {
	n, err := integer(text)
	if err != nil {
		return 0, err
	}
	top := int64(1)<<(bits-1) - 1
	if !n.IsInt64() || n.Int64() > top || n.Int64() < -top-1 {
		return 0, outOfRange("-"+strconv.FormatUint(uint64(top)+1, 10), uint64(top))
	}
	return n.Int64(), nil
}

// Uint is AsUint for a number of bits that is known at run time only.
func Uint(text string, bits int) (uint64, error) {
	n, err := integer(text)
	if err != nil {
		return 0, err
	}
	if n.Sign() < 0 || n.BitLen() > bits {
		return 0, outOfRange("0", 1<<bits-1)
	}
	return n.Uint64(), nil
}

// integer reads a whole number of any size.
func integer(text string) (*big.Int, error) {
	text = strings.TrimSpace(text)
	if number, unit := cutUnit(text); unit != 0 {
		return bytesIn(number, unit)
	}
	digits, base := text, 10
	if hasPrefix(text) {
		base = 0 // as the prefix says
	} else if !isDecimal(text) {
		return nil, notInteger()
	} else {
		digits = strings.ReplaceAll(text, "_", "")
	}
	n, ok := new(big.Int).SetString(digits, base)
	if !ok {
		return nil, notInteger()
	}
	return n, nil
}

// hasPrefix reports whether a number begins with 0x, 0o or 0b.
func hasPrefix(text string) bool {
	digits := unsigned(text)
	return len(digits) > 2 && digits[0] == '0' && strings.ContainsRune("xXoObB", rune(digits[1]))
}

// isDecimal reports whether a text is digits with single underscores between
// them, perhaps behind a sign.
func isDecimal(text string) bool {
	for _, part := range strings.Split(unsigned(text), "_") {
		if part == "" || strings.Trim(part, "0123456789") != "" {
			return false
		}
	}
	return true
}

// unsigned returns what stands behind the sign of a number.
func unsigned(text string) string {
	return strings.TrimLeft(text[:min(1, len(text))], "+-") + text[min(1, len(text)):]
}

func notInteger() error {
	return &Misfit{"is not an integer", "write it in decimal digits, or as 0x1f, or a size as 10MB or 10MiB"}
}

func outOfRange(low string, high uint64) error {
	return &Misfit{"is out of range", "it must lie between " + low + " and " + strconv.FormatUint(high, 10)}
}
