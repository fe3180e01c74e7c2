package sizelimit

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
)

// MaxBodyOptions are the keys of the section of maxbody.
type MaxBodyOptions struct {
	// Size is what the body of a request may have: a number of bytes, or 64KB,
	// 10MB, 1GB, where 1KB is 1024 bytes.
	Size Size `paste:"size,default=1MB"`
}

// Size is a number of bytes.
type Size int64

// UnmarshalText reads a number, which may have a unit.
func (s *Size) UnmarshalText(text []byte) error {
	number := strings.TrimSuffix(strings.ToUpper(strings.TrimSpace(string(text))), "B")
	unit := int64(1)
	if i := strings.IndexByte("KMG", lastByte(number)); i >= 0 {
		unit <<= 10 * (i + 1)
		number = strings.TrimRight(number[:len(number)-1], " ")
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 0 || n > math.MaxInt64/unit {
		return fmt.Errorf("%q is not a size: it is a number of bytes, or one such as 64KB, 10MB or 1GB", text)
	}
	*s = Size(n * unit)
	return nil
}

func lastByte(text string) byte {
	if text == "" {
		return 0
	}
	return text[len(text)-1]
}

// NewMaxBody returns a filter that answers status 413 to requests with large
// bodies.
//
//paste:filter_factory maxbody
func NewMaxBody(o MaxBodyOptions) func(http.Handler) http.Handler {
	return filter(int64(o.Size), "size")
}
