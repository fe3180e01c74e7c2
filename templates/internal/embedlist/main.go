// Command embedlist writes embed.go of package templates: which packages there
// are, what they import of each other, and the files of each one by one,
// because embedding a folder would take its tests along. Run it in the folder
// of that package.
package main

import (
	"log"
	"os"
)

func main() {
	text, err := list(os.DirFS("."))
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("embed.go", text, 0o644); err != nil {
		log.Fatal(err)
	}
}
