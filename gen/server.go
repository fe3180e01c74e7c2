package gen

import (
	"cmp"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
	"github.com/pastegen/pastegen/parse/own"
)

// server returns the name of the server section that serves.
func (o Options) server() string { return cmp.Or(o.Server, "main") }

// serving returns the name of the server section whose problems are the
// program's. Where apps stay in Python a file often has one that is of no use
// here: it is none if the program is served otherwise.
func (o Options) serving(entries []entryPoint, pkg string, settings own.Settings) string {
	python := cmp.Or(o.Python, settings.Python.Program) != ""
	if python && !servedBySection(entries, pkg) {
		return ""
	}
	return o.server()
}

// servedBySection reports whether the server section says where the entry points
// are served: there is one, and nothing else says it.
func servedBySection(entries []entryPoint, pkg string) bool {
	return len(entries) == 1 && len(entries[0].addrs) == 0 && pkg == "main"
}

// movedServer reports whether an entry point is the app that Paste's servers
// serve, at other addresses than the server section has: what that says besides,
// TLS and limits above all, stays.
func movedServer(e entryPoint, pkg string) bool {
	return e.name == "main" && len(e.addrs) > 0 && pkg == "main"
}

// uwsgi is how the section [uwsgi] is chosen, where no [server:uwsgi] is.
const uwsgi = "uwsgi"

// servedByUWSGI reports whether the section [uwsgi], if it is a server, serves: it
// is chosen, or no section is called as the server that is to serve, and none was
// asked for.
func servedByUWSGI(c *parse.Config, opts Options) bool {
	return slices.Contains([]string{"", uwsgi}, opts.Server) && !slices.Contains(sectionServers(c), opts.server())
}

// servers returns the names of the servers that the file has.
func servers(c *parse.Config) []string {
	names := sectionServers(c)
	if node, _ := c.UWSGIServer(); node != nil && !slices.Contains(names, uwsgi) {
		names = append(names, uwsgi)
	}
	return names
}

// sectionServers returns the names of the server sections.
func sectionServers(c *parse.Config) []string {
	var names []string
	loadables, _ := c.Loadables()
	for _, l := range loadables {
		if l.Type == parse.ServerType && !l.Bare {
			names = append(names, l.Name)
		}
	}
	return names
}

// chosenServer reports a server that is chosen and that there is not, or that has
// nothing to serve.
func chosenServer(c *parse.Config, entries []entryPoint, opts Options) diag.List {
	d := diag.Diagnostic{Severity: diag.Error, Code: codeServer}
	switch names := servers(c); {
	case opts.Server == "":
		return nil
	case !slices.Contains(names, opts.Server):
		d.Message = fmt.Sprintf("no server is called %q, which the command line names", opts.Server)
		d.Hint = diag.DidYouMean(opts.Server, names)
	case !servedBySection(entries, cmp.Or(opts.Package, "main")):
		d.Message = fmt.Sprintf("server %q has nothing to serve: it serves the one app of a program for which no address is given", opts.Server)
		d.Hint = "leave out --server-name, or --serve"
	default:
		return nil
	}
	return diag.List{d}
}

// idleServer warns of the server section that is to serve where it serves none of
// the entry points: there are several apps, or others say where they are served.
func (b *binding) idleServer() diag.List {
	server := b.roots.server
	if server == nil || b.Package != "main" || len(b.entries) == 0 || servedBySection(b.entries, b.Package) {
		return nil
	}
	settings := func(e entryPoint) bool {
		call := b.Bound.Calls[server]
		return movedServer(e, b.Package) && (call == nil || call.Result.Settings)
	}
	if slices.ContainsFunc(b.entries, settings) {
		return nil
	}
	d := diag.Warningf(codeServer, server.Section.Header, "nothing is served as [%s] says: it serves the one app of a program for which no address is given", server.Section.Name)
	d.Hint = "compile in one app and give it no address, or leave out the section"
	if indexOf(b.entries, "main") >= 0 {
		d.Hint = "compile in one app, or say where each of them is served, --serve main=ADDRESS: what the section says besides is for main"
	}
	return diag.List{d}
}

// bindAsSwift gives the app of a file without a server section the address that
// Swift's launcher takes from [DEFAULT]: bind_ip, or all, and bind_port.
func bindAsSwift(c *parse.Config, entries []entryPoint) {
	if len(servers(c)) > 0 || len(entries) != 1 || len(entries[0].addrs) > 0 {
		return
	}
	values := map[string]string{}
	for _, s := range c.Global() {
		if s.Value.IsConst() {
			values[s.Key] = strings.TrimSpace(string(s.Value))
		}
	}
	if port, err := strconv.ParseUint(values["bind_port"], 10, 16); err == nil {
		entries[0].addrs = []string{net.JoinHostPort(values["bind_ip"], strconv.FormatUint(port, 10))}
	}
}
