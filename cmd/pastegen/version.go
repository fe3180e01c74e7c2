package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:               "version",
		Short:             "Print the version",
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: body(func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), version())
			return err
		}),
	}
}

// releasedVersion is the version of this pastegen; empty for one that was never
// released.
func releasedVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return released(info)
}

// released is the version that the go command has got from elsewhere: what it
// builds of a checkout has none that others could get, and no sum.
func released(info *debug.BuildInfo) string {
	if info.Main.Sum == "" {
		return ""
	}
	return info.Main.Version
}

// version returns one line: what the go command noted when it built pastegen.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "pastegen (devel)"
	}
	return fmt.Sprintf("pastegen %s %s", info.Main.Version, info.GoVersion)
}
