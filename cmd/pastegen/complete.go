package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/pastegen/pastegen/gen/bind"
	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/diag"
)

// complete says how a flag's values are completed in a shell.
func complete(cmd *cobra.Command, flag string, f cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, f); err != nil {
		panic(err) // the flag has not been defined
	}
}

// completeFile completes the INI file, and nothing behind it.
func completeFile(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return []cobra.Completion{"ini"}, cobra.ShellCompDirectiveFilterFileExt
}

// completeReference completes what can be described: a file, or what is built in.
func completeReference(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 || !strings.HasPrefix(typed, "e") {
		return completeFile(cmd, args, typed)
	}
	return bind.BuiltinNames(), cobra.ShellCompDirectiveNoFileComp
}

// completeApp completes the names of the file's apps.
func completeApp(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return names(args, parse.AppType), cobra.ShellCompDirectiveNoFileComp
}

// completeServe completes the APP= of APP=ADDRESS.
func completeServe(_ *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if strings.Contains(typed, "=") {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	apps := names(args, parse.AppType)
	for i := range apps {
		apps[i] += "="
	}
	return apps, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// completeServer completes the names of the file's servers.
func completeServer(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return names(args, parse.ServerType), cobra.ShellCompDirectiveNoFileComp
}

// names returns the names of the sections of a type in the file that stands on
// the command line already; none before one does. What nobody can type is left out.
func names(args []string, t parse.ObjectType) []cobra.Completion {
	if len(args) == 0 {
		return nil
	}
	config, _ := parse.Load(args[0], nil)
	loadable, _ := config.Loadables()
	var out []cobra.Completion
	for _, l := range loadable {
		if l.Type == t && diag.Printable(l.Name) == l.Name {
			out = append(out, l.Name)
		}
	}
	return out
}
