module github.com/pastegen/pastegen

go 1.24.0

require (
	github.com/dave/jennifer v1.7.1
	github.com/rogpeppe/go-internal v1.14.1
	github.com/spf13/cobra v1.10.2
	github.com/spf13/pflag v1.0.9
	golang.org/x/mod v0.21.0
	golang.org/x/term v0.25.0
	gopkg.in/ini.v1 v1.67.3
)

require (
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	golang.org/x/sys v0.26.0 // indirect
	golang.org/x/tools v0.26.0 // indirect
)

tool github.com/pastegen/pastegen/cmd/pastegen
