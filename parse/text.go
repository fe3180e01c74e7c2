package parse

import (
	"github.com/pastegen/pastegen/parse/conf"
	"github.com/pastegen/pastegen/parse/pytext"
)

// What nodes have of their configuration.
type (
	// Text is a configuration value after interpolation.
	Text = pytext.Text
	// Setting is one configuration value with where it came from.
	Setting = conf.Setting
	// Word is one word of a value.
	Word = conf.Word
)

// HereMark is the byte in a Text that stands for the folder of the entry file.
const HereMark = pytext.HereMark
