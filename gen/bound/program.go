// Package bound holds what binding yields: the calls of factories with all their
// arguments, as values that the planner and the writers read. It knows Go types
// and sections, and nothing of how either were found.
package bound

import (
	"github.com/pastegen/pastegen/parse"
)

// Program is a set of nodes with all their factories bound.
type Program struct {
	// Calls has an entry for every node of the roots and below, and for every
	// section that a composite's arguments name, that has a Factory (App,
	// Composite, Filter, Server, Resource), except URL maps, which need none, and built-in
	// servers, which are in Listens.
	Calls map[parse.Node]*Call
	// Listens says where the built-in servers listen.
	Listens map[*parse.Server]*Listen
	Imports []string // the import paths of Options.Imports
}

// Listen is what a built-in server section says of addresses.
type Listen struct {
	// Addrs are checked: "127.0.0.1:8080", "[::1]:80", ":80" for every
	// address, "unix:/run/app.sock". None depends on %(here)s. A CGI program has
	// none.
	Addrs   []string
	Late    *Late // the addresses, if they are known only when the program starts
	Gateway Gateway
}

// Gateway is the protocol that a built-in server speaks.
type Gateway int

// The gateways.
const (
	NoGateway Gateway = iota // HTTP
	CGI                      // one request, from the environment and the standard input
	FastCGI
	SCGI
)
