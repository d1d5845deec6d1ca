package cli

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"text/tabwriter"

	"duotone/app"
	"duotone/app/cli/program"

	"github.com/spf13/cobra"
)

func versionCommand(p *program.Program) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Says what a report of a fault needs",
		Long:    "Says what a report of a fault needs: the program, the system, the runtime library, the packs and the settings from outside.",
		Example: "  duotone version",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return printVersion(p) },
	}
}

func printVersion(p *program.Program) error {
	table := tabwriter.NewWriter(p.Stdout, 0, 4, 2, ' ', 0)
	line := func(name, format string, args ...any) {
		fmt.Fprintf(table, "%s\t%s\n", name, fmt.Sprintf(format, args...))
	}
	line("duotone", "%s", p.Version)
	if info, ok := debug.ReadBuildInfo(); ok {
		built := map[string]string{}
		for _, s := range info.Settings {
			built[s.Key] = s.Value
		}
		if rev := built["vcs.revision"]; rev != "" {
			changed := ""
			if built["vcs.modified"] == "true" {
				changed = ", changed since"
			}
			line("commit", "%.12s of %s%s", rev, built["vcs.time"], changed)
		}
		if tags := built["-tags"]; tags != "" {
			line("tags", "%s", tags)
		}
	}
	if p.Window == nil {
		line("window", "no")
	} else {
		line("window", "yes%s, %s", toolkit(), display())
	}
	line("go", "%s", runtime.Version())
	line("system", "%s/%s, %d cores%s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), systemName())
	line("language", "%s", said("LC_ALL", "LC_MESSAGES", "LANG"))
	home := app.FindHome()
	line("folders", "%s", strings.Join(slices.Compact([]string{home.Config, home.Data, home.State}), ", "))
	opener := p.Opener()
	if teller, ok := opener.(app.RuntimeTeller); ok {
		if version, path, err := teller.Runtime(); err != nil {
			line("runtime", "none: %v", err)
		} else {
			line("runtime", "ONNX Runtime %s, %s", version, path)
			line("processor", "%s", teller.Processor())
		}
	}
	packs := opener.Packs()
	if len(packs) == 0 {
		line("pack", "none was found")
	}
	for _, pack := range packs {
		state := ""
		if n := len(pack.Problems); n > 0 {
			state = fmt.Sprintf(", %d problems", n)
		}
		line("pack", "%s, %s%s", pack.Ref(), pack.Dir, state)
	}
	for _, env := range os.Environ() {
		if strings.HasPrefix(env, "DUOTONE_") {
			line("environment", "%s", env)
		}
	}
	return table.Flush()
}
