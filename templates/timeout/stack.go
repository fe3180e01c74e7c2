package timeout

import (
	"bytes"
	"fmt"
	"runtime"
)

// stackOf returns the stack of the goroutine whose app writes to a guard, down
// to the app; "" when it has just ended. To number goroutines before it is
// known whether anybody asks would cost each request more than all else here:
// so the guard's address is looked for, which stands among the arguments of
// marked.
func stackOf(g *guard) string {
	address := fmt.Appendf(nil, "%p", g)
	for _, stack := range bytes.Split(allStacks(), []byte("\n\n")) {
		call := bytes.Index(stack, []byte(".(*limited).marked("))
		if call < 0 {
			continue
		}
		arguments, _, _ := bytes.Cut(stack[call:], []byte("\n"))
		if !bytes.Contains(arguments, address) {
			continue
		}
		frames := stack[:bytes.LastIndexByte(stack[:call], '\n')+1]
		if _, rest, found := bytes.Cut(frames, []byte("\n")); found { // the line that numbers it
			frames = rest
		}
		return string(frames)
	}
	return ""
}

func allStacks() []byte {
	all := make([]byte, 64<<10)
	for {
		n := runtime.Stack(all, true)
		if n < len(all) {
			return all[:n]
		}
		all = make([]byte, 2*len(all))
	}
}
