module github.com/pastegen/pastegen/gen/realworld

go 1.24.0

require (
	github.com/alexedwards/scs/v2 v2.9.0
	github.com/go-chi/chi/v5 v5.5.0
	github.com/go-chi/cors v1.2.2
	github.com/go-chi/httplog/v3 v3.3.0
	github.com/go-chi/httprate v0.16.1
	github.com/go-chi/render v1.0.3
	github.com/gorilla/csrf v1.7.3
	github.com/gorilla/handlers v1.5.2
	github.com/justinas/nosurf v1.2.0
	github.com/klauspost/compress v1.18.7
	github.com/pastegen/pastegen v0.0.0
	github.com/rs/cors v1.11.1
	github.com/unrolled/secure v1.17.0
)

require (
	github.com/ajg/form v1.5.1 // indirect
	github.com/dave/jennifer v1.7.1 // indirect
	github.com/felixge/httpsnoop v1.0.3 // indirect
	github.com/gorilla/securecookie v1.1.2 // indirect
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/klauspost/cpuid/v2 v2.2.10 // indirect
	github.com/rogpeppe/go-internal v1.14.1 // indirect
	github.com/spf13/cobra v1.10.2 // indirect
	github.com/spf13/pflag v1.0.9 // indirect
	github.com/zeebo/xxh3 v1.0.2 // indirect
	golang.org/x/mod v0.21.0 // indirect
	golang.org/x/sys v0.30.0 // indirect
	gopkg.in/ini.v1 v1.67.3 // indirect
)

replace github.com/pastegen/pastegen => ../..

tool github.com/pastegen/pastegen/cmd/pastegen
