package contract

import "github.com/pastegen/pastegen/gen/bound"

// Made says how what a factory returns becomes what its section needs.
type Made struct {
	adapt  bound.Adapt
	WSGI   bool
	method string
}

// Settle says in a Result how it becomes what its section needs.
func (m Made) Settle(r *bound.Result) { r.Adapt, r.WSGI, r.Method = m.adapt, m.WSGI, m.method }
