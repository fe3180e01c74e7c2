package main

import (
	"bufio"
	"fmt"
	"strings"
)

func appReadLines(e environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return func(yield func([]byte) bool) {
		lines := bufio.NewReader(input(e))
		for i := 0; ; i++ {
			line, err := lines.ReadString('\n')
			if line == "" || !yield(fmt.Appendf(nil, "%d: b'%s'\n", i, strings.ReplaceAll(line, "\n", `\n`))) || err != nil {
				return
			}
		}
	}
}
