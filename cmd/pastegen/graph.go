package main

import (
	"github.com/spf13/cobra"

	"github.com/pastegen/pastegen/parse"
	"github.com/pastegen/pastegen/parse/draw"
)

func newGraph() *cobra.Command {
	req, rep := &request{}, newReport()
	format := choice{"text", []string{"text", "json", "dot", "mermaid"}}
	cmd := &cobra.Command{
		Use:   "graph FILE [NAME=VALUE ...]",
		Short: "Show what Paste Deploy makes of a file",
		Long: `Graph shows what Paste Deploy makes of a file: each section with what it is
made of, the factories that are called and the configuration they get. It reads
no Go. Where Paste would fail, the graph says so and the exit code is 1.`,
		RunE: body(func(cmd *cobra.Command, _ []string) error {
			config, problems, _ := req.read(rep, cmd.ErrOrStderr())
			roots, more := draw.Roots(config)
			problems.Add(more...)
			if _, err := cmd.OutOrStdout().Write(drawing(config, roots, format.value)); err != nil {
				return err
			}
			return rep.show(cmd.ErrOrStderr(), problems)
		}),
	}
	req.fileFlags(cmd)
	choiceFlag(cmd, &format, "format", "how to draw the graph")
	rep.colorFlag(cmd)
	return cmd
}

// drawing returns the graph in one of graph's formats.
func drawing(config *parse.Config, roots []parse.Node, format string) []byte {
	switch format {
	case "json":
		return draw.JSON(config)
	case "dot":
		return []byte(draw.DOT(config, roots))
	case "mermaid":
		return []byte(draw.Mermaid(config, roots))
	default:
		return []byte(draw.Text(config, roots))
	}
}
