package cli

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"duotone/app"
	"duotone/app/cli/program"

	"github.com/spf13/cobra"
)

// jsonPack is a pack as scripts see it, version 1.
type jsonPack struct {
	V           int            `json:"v"`
	Dir         string         `json:"dir"`
	Name        string         `json:"name"`
	Version     string         `json:"version"`
	Licence     string         `json:"licence"`
	Description string         `json:"description"`
	Format      int            `json:"format"`    // of the pack; 0: it could not be read
	Languages   []string       `json:"languages"` // of the words it was made for; none: it doesn't say
	Meaning     bool           `json:"meaning"`   // it tells what is meant
	Embedding   int            `json:"embedding"` // size; 0: it has none of its own
	Bytes       int64          `json:"bytes"`
	Default     bool           `json:"default"`
	Figures     []app.Figure   `json:"figures,omitempty"`
	Thresholds  app.Thresholds `json:"thresholds"`
	Problems    []string       `json:"problems"`
	Status      string         `json:"status,omitempty"` // of check: sound, problems, or not run: there is no runtime to run it
}

func packJSON(info app.PackInfo) jsonPack {
	j := jsonPack{V: 1, Dir: info.Dir, Name: info.Name, Version: info.Version, Licence: info.Licence,
		Description: info.Description, Format: info.Format, Languages: append([]string{}, info.Languages...), Meaning: info.Meaning,
		Embedding: info.Embedding, Bytes: info.Bytes, Figures: info.Figures, Thresholds: info.Thresholds, Problems: []string{}}
	for _, err := range info.Problems {
		j.Problems = append(j.Problems, err.Error())
	}
	return j
}

func packsCommand(p *program.Program) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "packs",
		Short: "Lists the model packs found, the default one first",
		Long: "Lists the model packs found: in --pack, beside the program, in DUOTONE_HOME/models and in the platform's data " +
			"folder. The first is the one that is used.",
		Example: "  duotone packs\n  duotone packs check ~/my-pack",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return listPacks(p, asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	var checkJSON bool
	check := &cobra.Command{
		Use:   "check DIR",
		Short: "Says everything that is wrong with a pack, all at once",
		Long: "Reads a pack's manifest, compares every file with its hash and every tensor with the contract, loads the graphs and " +
			"runs the golden post. Every problem is a line on stdout; the exit status is 1 if there is one, and also where the runtime library is " +
			"missing, so that the graphs could not be run: then the status is \"not run\" and not \"sound\".",
		Example: "  duotone packs check models/duotone-small",
		Args:    cobra.ExactArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return checkPack(p, args[0], checkJSON) },
	}
	check.Flags().BoolVar(&checkJSON, "json", false, "one JSON object")
	cmd.AddCommand(check)
	return cmd
}

func listPacks(p *program.Program, asJSON bool) error {
	found := p.Opener().Packs()
	if len(found) == 0 {
		return app.Errorf("list packs", "", app.KindPack,
			"Put a pack beside the program in models, in DUOTONE_HOME/models, or name one with --pack.", "no pack was found")
	}
	if asJSON {
		enc := json.NewEncoder(p.Stdout)
		for i, info := range found {
			j := packJSON(info)
			j.Default = i == 0 && len(info.Problems) == 0
			if err := enc.Encode(j); err != nil {
				return err
			}
		}
		return nil
	}
	table := tabwriter.NewWriter(p.Stdout, 0, 4, 2, ' ', 0)
	for i, info := range found {
		state := "sound"
		if n := len(info.Problems); n > 0 {
			state = fmt.Sprintf("%s: duotone packs check %s", count(n, "problem"), info.Dir)
		} else if i == 0 {
			state = "sound, the default"
		}
		name := info.Ref()
		if info.Name == "" {
			name = "?"
		}
		fmt.Fprintf(table, "%s\t%.1f MB\t%s\t%s\t%s\n", name, float64(info.Bytes)/1e6, info.Dir, info.Licence, state)
	}
	return table.Flush()
}

func checkPack(p *program.Program, dir string, asJSON bool) error {
	info := p.Opener().Check(dir)
	status, why := "sound", error(nil)
	if len(info.Problems) > 0 {
		status = "problems"
	} else if teller, ok := p.Opener().(app.RuntimeTeller); ok {
		if _, _, why = teller.Runtime(); why != nil {
			status = "not run"
		}
	}
	if asJSON {
		j := packJSON(info)
		j.Status = status
		if err := json.NewEncoder(p.Stdout).Encode(j); err != nil {
			return err
		}
	} else {
		for _, err := range info.Problems {
			fmt.Fprintln(p.Stdout, err)
		}
		switch status {
		case "sound":
			fmt.Fprintf(p.Stdout, "%s is sound: %.1f MB, %s\n%s\n", info.Ref(), float64(info.Bytes)/1e6, info.Licence, packParts(info))
		case "not run":
			fmt.Fprintf(p.Stdout, "%s: its files and tensors are as its manifest says, but its graphs were not run\n", info.Ref())
		}
	}
	if n := len(info.Problems); n > 0 {
		return app.Errorf("check pack", dir, app.KindPack, "models/PACK.md describes the format.", "%s", count(n, "problem"))
	}
	return why
}

// packParts says what a sound pack answers.
func packParts(info app.PackInfo) string {
	parts := []string{fmt.Sprintf("format %d", info.Format)}
	if len(info.Languages) > 0 {
		parts = append(parts, "words in "+strings.Join(info.Languages, ", "))
	} else {
		parts = append(parts, "it doesn't say which languages it reads")
	}
	if info.Meaning {
		parts = append(parts, "tells what is said and what is meant")
	} else {
		parts = append(parts, "tells what is said, not what is meant")
	}
	if info.Embedding > 0 {
		parts = append(parts, fmt.Sprintf("an embedding of %d numbers", info.Embedding))
	}
	return strings.Join(parts, "; ")
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprint(n, " ", noun)
}

func devicesCommand(p *program.Program) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "devices",
		Short: "Lists the CPU and each GPU provider: usable, or why not",
		Long: "Lists the CPU and each GPU provider of the runtime: usable, or why not and what would help. Whether a pack gives " +
			"the same scores there, and faster, is found out when it is opened with --device auto.",
		Example: "  duotone devices\n  duotone devices --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			devices := p.Opener().Devices(cmd.Context())
			if asJSON {
				enc := json.NewEncoder(p.Stdout)
				for _, d := range devices {
					if err := enc.Encode(d); err != nil {
						return err
					}
				}
				return nil
			}
			table := tabwriter.NewWriter(p.Stdout, 0, 4, 2, ' ', 0)
			for _, d := range devices {
				state := "usable"
				if !d.Usable {
					state = "not usable"
				}
				fmt.Fprintf(table, "%s\t%s\t%s\n", d.Name, state, d.Note)
			}
			return table.Flush()
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	return cmd
}
