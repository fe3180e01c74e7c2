package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/pastegen/pastegen/gen"
	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// request is the part of the command line that says what to read and what to
// make of it.
type request struct {
	path  string  // the INI file
	words globals // k=v words after it
	set   globals // the same, from --set
	serve wordList
	apps  []string
	pkg   string
	lint  bool // check that apps keep to their contract

	secrets map[string]bool // globals that must not be shown; known once the file is read
}

// fileFlags adds the flags of all commands that read a file.
func (r *request) fileFlags(cmd *cobra.Command) {
	cmd.Args = r.take
	cmd.ValidArgsFunction = completeFile
	cmd.Flags().Var(&r.set, "set", "a launcher global, the same as after the file (repeatable)")
}

// entryFlags adds the flags that choose what is compiled in.
func (r *request) entryFlags(cmd *cobra.Command) {
	cmd.Flags().Var(&r.serve, "serve", "where to serve which section; several in one, or repeated")
	cmd.Flags().StringArrayVar(&r.apps, "app", nil, "compile in the section `NAME`, whatever it serves (repeatable)")
	complete(cmd, "serve", completeServe)
	complete(cmd, "app", completeApp)
}

// packageFlag adds the flag for a library.
func (r *request) packageFlag(fs *pflag.FlagSet) {
	fs.StringVar(&r.pkg, "package", "", "write a library of that package `NAME`, not a program")
}

// take reads FILE [NAME=VALUE ...]. It is a cobra.PositionalArgs.
func (r *request) take(cmd *cobra.Command, args []string) error {
	if len(args) == 0 || args[0] == "" {
		return fmt.Errorf("%s needs an INI file", cmd.Name())
	}
	r.path = args[0]
	for _, word := range args[1:] {
		if err := r.words.Set(word); err != nil {
			return fmt.Errorf("%q: %w", word, err)
		}
	}
	return nil
}

// dir returns the folder of the INI file, where everything is written.
func (r *request) dir() string { return filepath.Dir(r.path) }

// load reads the file. Nothing more can be said about one that is not usable:
// it has errors and not even a section.
func (r *request) load() (config *parse.Config, problems diag.List, usable bool) {
	config, problems = parse.Load(r.path, slices.Concat(r.words, r.set))
	r.secrets = map[string]bool{}
	for _, s := range config.Set {
		r.secrets[s.Key] = s.LooksSecret()
	}
	return config, problems, len(config.File.Sections) > 0 || !problems.HasErrors()
}

func (r *request) options() gen.Options {
	return gen.Options{
		Package: r.pkg,
		Apps:    r.apps,
		Serve:   r.serve,
		Args:    r.args(),
		Lint:    r.lint,
		Bind:    bind.Options{Dir: r.dir()},
	}
}

// args returns the arguments that make "pastegen generate" do the same again
// from the folder of the INI file, but for the secrets among them.
func (r *request) args() []string {
	name := filepath.Base(r.path)
	if strings.HasPrefix(name, "-") {
		name = "./" + name // it is no flag
	}
	args := []string{name}
	for _, kv := range r.words {
		if !r.secrets[kv.Key] {
			args = append(args, kv.Key+"="+kv.Value)
		}
	}
	for _, kv := range r.set {
		if !r.secrets[kv.Key] {
			args = append(args, "--set", kv.Key+"="+kv.Value)
		}
	}
	for _, word := range r.serve {
		args = append(args, "--serve", word)
	}
	for _, name := range r.apps {
		args = append(args, "--app", name)
	}
	if r.pkg != "" {
		args = append(args, "--package", r.pkg)
	}
	return args
}

// globals is a flag that collects NAME=VALUE.
type globals []parse.KeyValue

func (g *globals) Set(word string) error {
	key, value, ok := strings.Cut(word, "=")
	if !ok || key == "" {
		return fmt.Errorf("not of the form NAME=VALUE")
	}
	*g = append(*g, parse.KeyValue{Key: key, Value: value})
	return nil
}

func (g *globals) String() string { return "" }
func (g *globals) Type() string   { return "NAME=VALUE" }

// wordList is a flag that collects words, several of which may come at once.
type wordList []string

func (w *wordList) Set(text string) error {
	*w = append(*w, strings.Fields(text)...)
	return nil
}

func (w *wordList) String() string { return "" }
func (w *wordList) Type() string   { return "APP=ADDRESS" }
