package plan

// The name of the file that wires the sections, and of the folder with the
// runtime packages that it uses.
const (
	WiringFile    = "main.go"
	RuntimeFolder = "internal/paste"
)

// File is a file of a program, as a writer makes it.
type File struct {
	Name    string // its path from the folder that all are written to, with slashes
	Content []byte
}
