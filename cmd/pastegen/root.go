package main

import (
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// The exit codes.
const (
	exitFine     = iota
	exitProblems // in the user's files, or of the operating system's
	exitUsage
	exitBug
)

// run is the whole program: it returns the exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return guard(stderr, func() int {
		root := newRoot()
		root.SetArgs(bareFlags(args))
		root.SetIn(stdin)
		root.SetOut(stdout)
		root.SetErr(stderr)
		cmd, err := root.ExecuteC()
		return exitCode(cmd, err)
	})
}

// guard makes a panic, which is a fault of pastegen's own, an exit code.
func guard(stderr io.Writer, do func() int) (code int) {
	defer func() {
		if fault := recover(); fault != nil {
			reportBug(stderr, fmt.Sprint(fault), debug.Stack())
			code = exitBug
		}
	}()
	return do()
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "pastegen",
		Short: "Compile Paste Deploy INI files into Go servers",
		Long: `Pastegen reads a Paste Deploy INI file, finds the Go functions that it names,
and writes main.go beside it: plain Go that builds and serves what the file
describes, with the standard library and your own packages only.

Exit codes: 0 fine, 1 problems in your files, 2 wrong usage, 3 a bug in pastegen.`,
		Version:       versionLine(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.AddCommand(
		newCheck(), newBuild(), newRun(), newGenerate(),
		newDiff(), newAdopt(), newStatus(), newPort(), newShadow(), newGraph(), newDescribe(), newList(), newExplain(), newVersion(),
	)
	return root
}

// errProblems ends a command after diagnostics that say everything.
var errProblems = errors.New("problems were reported")

// commandError is an error of a command that was used rightly. All other
// errors that cobra returns are about usage.
type commandError struct{ error }

func (e commandError) Unwrap() error { return e.error }

// bugError is an error that only a fault of pastegen's own explains.
type bugError struct{ error }

// body makes a command's RunE of a function whose errors are not about usage.
func body(do func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if err := do(cmd, args); err != nil {
			return commandError{err}
		}
		return nil
	}
}

// exitCode says what there is to say about an error and returns its exit code.
func exitCode(cmd *cobra.Command, err error) int {
	var bug bugError
	switch stderr := cmd.ErrOrStderr(); {
	case err == nil:
		return exitFine
	case errors.Is(err, errProblems):
		return exitProblems
	case errors.As(err, &bug):
		reportBug(stderr, bug.Error(), nil)
		return exitBug
	case errors.As(err, new(commandError)):
		_ = tell(stderr, fmt.Sprintf("pastegen: %v\n", err)) // there is nowhere else
		return exitProblems
	default:
		_ = tell(stderr, fmt.Sprintf("pastegen: %v\nSee \"%s --help\".\n", err, cmd.CommandPath()))
		return exitUsage
	}
}

// reportBug asks the user to report a fault of pastegen's own.
func reportBug(w io.Writer, fault string, stack []byte) {
	fmt.Fprintf(w, "pastegen: internal error: %s\n", fault)
	fmt.Fprintf(w, "This is a bug in pastegen (%s). Please report it, with the INI file, at\n", versionLine())
	fmt.Fprintf(w, "https://github.com/pastegen/pastegen/issues\n")
	if stack != nil {
		fmt.Fprintf(w, "\n%s", stack)
	}
}
