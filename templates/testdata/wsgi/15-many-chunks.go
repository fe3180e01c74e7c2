package main

import (
	"fmt"
)

func appManyChunks(_ environ, start startResponse) body {
	start("200 OK", plain(), nil)
	return func(yield func([]byte) bool) {
		for i := range 100 {
			if !yield(fmt.Appendf(nil, "%d\n", i)) {
				return
			}
		}
	}
}
