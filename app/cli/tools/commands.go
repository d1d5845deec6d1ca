// Package tools has the commands that measure an engine and show what it reads: bench, faithfulness, pixels, tokens.
package tools

import (
	"github.com/spf13/cobra"

	"duotone/app/cli/program"
)

// Commands measure the engine and show what it reads.
func Commands(p *program.Program) []*cobra.Command {
	return []*cobra.Command{benchCommand(p), faithfulnessCommand(p), pixelsCommand(p), tokensCommand(p)}
}
