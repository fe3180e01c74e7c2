package serve

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// chooseServers returns the app as the servers serve it that -server names:
// once for each. It is built once for all of them.
func (f *serveFlags) chooseServers(chosen []App) ([]App, error) {
	names := strings.FieldsFunc(f.servers, func(r rune) bool { return r == ',' || r == ' ' })
	if len(names) == 0 {
		return chosen, nil
	}
	if len(chosen) != 1 {
		return nil, errors.New("-server is for one app, choose it with -app")
	}
	app := chosen[0]
	if len(names) > 1 {
		app.Build = buildOnce(app.Build)
	}
	var all []App
	for _, name := range names {
		i := slices.IndexFunc(app.Servers, func(s NamedServer) bool { return s.Name == name })
		switch {
		case i < 0 && len(app.Servers) == 0:
			return nil, fmt.Errorf("-server: there is no choice for app %q", app.Name)
		case i < 0:
			return nil, fmt.Errorf("-server: there is no server %q, only %s", name, strings.Join(serverNames(app), ", "))
		}
		app.Addrs, app.Serve, app.Server = nil, nil, app.Servers[i].Server
		all = append(all, app)
	}
	return all, nil
}

// choices says for -h which servers the apps have to choose from.
func choices(apps []App) string {
	var names []string
	for _, app := range apps {
		names = append(names, serverNames(app)...)
	}
	if len(names) == 0 {
		return ""
	}
	return ": " + strings.Join(names, ", ")
}

func serverNames(app App) []string {
	var names []string
	for _, s := range app.Servers {
		names = append(names, s.Name)
	}
	return names
}

// buildOnce returns a Build that builds when it is first called, and returns
// the same app again. What releases it is returned once, at first: it is called
// last then.
func buildOnce(build func(context.Context) (http.Handler, func(context.Context) error, error)) func(context.Context) (http.Handler, func(context.Context) error, error) {
	var once sync.Once
	var h http.Handler
	var err error
	return func(ctx context.Context) (http.Handler, func(context.Context) error, error) {
		var release func(context.Context) error
		once.Do(func() { h, release, err = build(ctx) })
		return h, release, err
	}
}
