package parse

import "github.com/pastegen/pastegen/parse/pytext"

// Text is a configuration value after interpolation.
type Text = pytext.Text

// HereMark is the byte in a Text that stands for the folder of the entry file.
const HereMark = pytext.HereMark
