package main

import (
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
)

func appForm(e environ, start startResponse) body {
	text, _ := io.ReadAll(input(e))
	fields, _ := url.ParseQuery(string(text))
	start("200 OK", plain(), nil)
	return func(yield func([]byte) bool) {
		for _, key := range slices.Sorted(maps.Keys(fields)) {
			if !yield(fmt.Appendf(nil, "%s=%s\n", key, strings.Join(fields[key], ","))) {
				return
			}
		}
	}
}
