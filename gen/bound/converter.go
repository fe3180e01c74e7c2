package bound

import (
	"go/types"
	"time"
)

// Converter is a function of template piece convert that makes a value of a
// text when the program starts, as a conversion does with a text that is known
// before.
type Converter struct {
	Func string        // "asInt"
	Type types.Type    // its type argument; nil for none
	Unit time.Duration // what asDuration takes
	Item *Converter    // what asList takes
	Port string        // what asListen takes
}
