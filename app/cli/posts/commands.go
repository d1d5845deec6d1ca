// Package posts has the commands that read posts: score, explain, read, similar, and report, which draws a result.
package posts

import (
	"github.com/spf13/cobra"

	"duotone/app/cli/program"
)

// Commands read posts: one, many, the words in their pictures, which are alike, and what a result says.
func Commands(p *program.Program) []*cobra.Command {
	return []*cobra.Command{scoreCommand(p), explainCommand(p), readCommand(p), reportCommand(p), similarCommand(p)}
}
