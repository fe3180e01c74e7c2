// Package kit has what the packages of this program cannot make of text alone.
package kit

import (
	"embed"
	"fmt"
	"io/fs"
	"net/http"

	auth "github.com/abbot/go-http-auth"
	"github.com/didip/tollbooth/v7"
	"github.com/didip/tollbooth/v7/limiter"
	"github.com/getsentry/sentry-go"
	"github.com/go-chi/jwtauth/v5"
	"github.com/graphql-go/graphql"
	"github.com/uptrace/bunrouter"
	"goji.io"
	"goji.io/pat"
)

// Schema answers the query {hello}.
func Schema() (*graphql.Schema, error) {
	fields := graphql.Fields{"hello": &graphql.Field{
		Type:    graphql.String,
		Resolve: func(graphql.ResolveParams) (any, error) { return "world", nil },
	}}
	schema, err := graphql.NewSchema(graphql.SchemaConfig{
		Query: graphql.NewObject(graphql.ObjectConfig{Name: "Query", Fields: fields}),
	})
	return &schema, err
}

// Secret knows alice, whose password is hello.
func Secret(user, realm string) string {
	if user != "alice" {
		return ""
	}
	return string(auth.MD5Crypt([]byte("hello"), []byte("dlPL2MqE"), []byte("$1$")))
}

// Private shows the name of who has logged in.
func Private(realm string, secrets auth.SecretProvider) http.Handler {
	return auth.NewBasicAuthenticator(realm, secrets).Wrap(func(w http.ResponseWriter, r *auth.AuthenticatedRequest) {
		fmt.Fprintf(w, "hello %s", r.Username)
	})
}

// Goji has one page.
func Goji(text string) *goji.Mux {
	mux := goji.NewMux()
	mux.HandleFunc(pat.Get("/page"), func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, text) })
	return mux
}

// Bun has one page.
func Bun(opts ...bunrouter.Option) http.Handler {
	router := bunrouter.New(opts...)
	router.GET("/page/:name", func(w http.ResponseWriter, r bunrouter.Request) error {
		_, err := fmt.Fprintf(w, "bun %s", r.Param("name"))
		return err
	})
	return router
}

// Authenticated refuses who has no valid token.
func Authenticated(ja *jwtauth.JWTAuth, next http.Handler) http.Handler {
	return jwtauth.Authenticator(ja)(next)
}

// HasHub tells whether the request has a hub of Sentry's.
func HasHub(w http.ResponseWriter, r *http.Request) {
	fmt.Fprint(w, "hub: ", sentry.GetHubFromContext(r.Context()) != nil)
}

// Limiter lets one request through.
func Limiter() *limiter.Limiter {
	return tollbooth.NewLimiter(0.001, nil).SetBurst(1)
}

//go:embed kit.go
var files embed.FS

// Assets are the files of this package.
func Assets() fs.ReadDirFS { return files }
