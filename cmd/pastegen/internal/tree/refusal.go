package tree

import "io/fs"

// Refusal is a file, or a folder on the way to one, that is not pastegen's to
// replace.
type Refusal struct {
	Path   string
	Reason Reason
	Source string      // for Other: the INI file that it is from
	Mode   fs.FileMode // for NoFile and NoFolder

	content string
}

// Content returns what the file holds now; nothing if it is none.
func (r Refusal) Content() string { return r.content }

// Reason is why something is refused.
type Reason int

// The reasons.
const (
	Foreign  Reason = iota // somebody else wrote the file
	Other                  // it was generated from another INI file
	Edited                 // it was generated, and changed afterwards
	NoFile                 // it is not a regular file
	NoFolder               // a folder is needed there
)
