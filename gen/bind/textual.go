package bind

import (
	"encoding"
	"log/slog"
	"math/big"
	"net"
)

// knownTextual returns a value of a standard type that reads itself from text,
// so that the generator can try a text out; nil for a type that it does not
// know.
func knownTextual(name string) encoding.TextUnmarshaler {
	switch name {
	case "net.IP":
		return new(net.IP)
	case "math/big.Int":
		return new(big.Int)
	case "math/big.Float":
		return new(big.Float)
	case "math/big.Rat":
		return new(big.Rat)
	case "log/slog.LevelVar":
		return new(slog.LevelVar)
	}
	return nil
}
