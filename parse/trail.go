package parse

// trail is the composites that a composite stands in, the nearest first.
type trail struct {
	what   composite
	path   []ref // the references that led to it, its own one last
	around *trail
	// guessed: what is below it is what its values name, which its factory need
	// not ask for.
	guessed bool
}

// composite identifies a composite by what made it.
type composite struct {
	place   place
	factory string
}

// find returns the part of the trail that starts at a composite, nil if it
// does not stand in it.
func (t *trail) find(what composite) *trail {
	for ; t != nil; t = t.around {
		if t.what == what {
			return t
		}
	}
	return nil
}

// guessedUpTo reports whether something from the trail to another part of it, that
// included, is a guess.
func (t *trail) guessedUpTo(last *trail) bool {
	for ; t != nil; t = t.around {
		if t.guessed {
			return true
		}
		if t == last {
			break
		}
	}
	return false
}
