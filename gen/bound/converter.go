package bound

import (
	"go/types"
	"time"
)

// Converter is a function of package convert of templates that makes a value of a
// text when the program starts, as a conversion does with a text that is known
// before.
type Converter struct {
	Func string        // "AsInt"
	Type types.Type    // its type argument; nil for none
	Unit time.Duration // what AsDuration takes
	Item *Converter    // what AsList takes
}
