package parse

import "fmt"

// exception is what Paste Deploy raises, in Python's words.
type exception struct{ class, message string }

func raise(class, format string, args ...any) *exception {
	return &exception{class, fmt.Sprintf(format, args...)}
}

// Recursion is the Class of a reference that leads back to itself: Python
// would go on until it raises RecursionError.
const Recursion = "recursion"
