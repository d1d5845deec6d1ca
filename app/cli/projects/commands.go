// Package projects has the commands that work on what people say of posts: project and all below it, evaluate, and learn.
package projects

import (
	"github.com/spf13/cobra"

	"duotone/app/cli/program"
)

// Commands work on what people say of posts.
func Commands(p *program.Program) []*cobra.Command {
	return []*cobra.Command{projectCommand(p), evaluateCommand(p), learnCommand(p)}
}
