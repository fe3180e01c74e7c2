package plan

import (
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/parse"
)

// identity tells what is made of other things from all that is not made of the same:
// it is a list of texts.
type identity struct{ strings.Builder }

// add adds texts, each behind its length, so that it is seen where one ends.
func (i *identity) add(texts ...string) {
	for _, t := range texts {
		i.WriteString(strconv.Itoa(len(t)))
		i.WriteByte(':')
		i.WriteString(t)
	}
}

func (i *identity) addSettings(settings []parse.Setting) {
	i.add("settings", strconv.Itoa(len(settings)))
	for _, s := range settings {
		i.add(s.Key, string(s.Value))
	}
}
