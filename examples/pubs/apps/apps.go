// Package apps has the applications of myconfig.ini, which were classes of a
// Python module of that name. Most of them take what Paste Deploy gives every
// factory, the global and the local configuration; Pub2 shows that a factory
// may as well name the values it wants.
package apps

import (
	"fmt"
	"io"
	"net/http"
)

// text answers every request with one line of plain text.
type text string

func (t text) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	io.WriteString(w, string(t)+"\n")
}

// MyHome is the application home.
type MyHome struct{}

// AppFactory makes the application.
func (MyHome) AppFactory(global, local map[string]string) (http.Handler, error) {
	return text("Hello from MyHome"), nil
}

// MyHomeUse is the application home_use: a factory that is a plain function,
// as "use = call:" needs it.
func MyHomeUse(global, local map[string]string) (http.Handler, error) {
	return text("Hello from MyHome with USE"), nil
}

// Pub0 is what pub has at its root.
type Pub0 struct{}

// AppFactory makes the application.
func (Pub0) AppFactory(global, local map[string]string) (http.Handler, error) {
	return text("Hello from PUB0"), nil
}

// Pub1 is what pub has at /V1, behind PubFilter.
type Pub1 struct{}

// AppFactory makes the application.
func (Pub1) AppFactory(global, local map[string]string) (http.Handler, error) {
	return text("Hello from PUB1"), nil
}

// Pub2 is what pub has at /V2, behind two filters that log.
type Pub2 struct{}

// AppFactory makes the application out of the section's two parameters.
func (Pub2) AppFactory(para1, para2 string) http.Handler {
	fmt.Println("para1:", para1)
	fmt.Println("para2:", para2)
	return text("Hello from PUB2")
}
