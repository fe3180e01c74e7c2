// Command main serves an app that tells who has asked it for what.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"

	"github.com/pastegen/pastegen/templates/serve"
	"github.com/pastegen/pastegen/templates/target"
)

func main() {
	app := serve.App{Name: "app", Build: func(context.Context) (http.Handler, func(context.Context) error, error) {
		return http.HandlerFunc(tell), nil, nil
	}}
	os.Exit(serve.Main(os.Args[1:], os.Stderr, serve.Program{Apps: []serve.App{app}}))
}

func tell(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "%s %t %s %s\n", r.RemoteAddr, target.IsHTTPS(r), r.Proto, r.Host)
}
