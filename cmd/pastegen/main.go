// Pastegen reads Paste Deploy INI files and writes the Go server that they
// describe. This package is the command line and everything that belongs to
// it: flags, terminals, files on disk, the go command, exit codes. What a file
// means is parse's, and what is generated is gen's.
package main

import "os"

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
