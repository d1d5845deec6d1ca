package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/cli/program"
)

// packOpener is an opener with a pack that has problems, and perhaps no runtime to run it.
type packOpener struct {
	fakeOpener
	problems []error
	runtime  error
}

func (o packOpener) Check(dir string) app.PackInfo {
	return app.PackInfo{Dir: dir, Name: "mine", Version: "2", Licence: "MIT", Problems: o.problems,
		Format: 2, Languages: []string{"en", "pt-BR"}, Meaning: true, Embedding: 112}
}

func (o packOpener) Runtime() (version, path string, err error) { return "1", "/lib/x", o.runtime }
func (o packOpener) Processor() string                          { return "" }

// TestPacksCheck: a sound pack, one with problems, and one whose graphs could not be run are told apart: by the exit status
// whether it is sound, by the field status and by what is written why not.
func TestPacksCheck(t *testing.T) {
	missing := app.Errorf("load the runtime library", "", app.KindRuntime, "Put it beside the program.", "it was not found")
	for name, c := range map[string]struct {
		opener packOpener
		exit   int
		status string
		stdout []string // without --json
		stderr string
	}{
		"sound": {packOpener{}, program.ExitDone, "sound", []string{"mine@2 is sound",
			"format 2; words in en, pt-BR; tells what is said and what is meant; an embedding of 112 numbers"}, ""},
		"problems": {packOpener{problems: []error{errors.New("first"), errors.New("second")}}, program.ExitError, "problems", []string{"first\n", "second\n"}, "2 problems"},
		"problems and no runtime": {packOpener{problems: []error{errors.New("first")}, runtime: missing}, program.ExitError, "problems",
			[]string{"first\n"}, "1 problem"},
		"no runtime": {packOpener{runtime: missing}, program.ExitError, "not run", []string{"its graphs were not run"}, "it was not found"},
	} {
		t.Run(name, func(t *testing.T) {
			run := func(args ...string) (int, string, string) {
				var out, errs bytes.Buffer
				p := &program.Program{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Version: "test",
					NewOpener: func(...string) app.Opener { return c.opener }}
				return Run(context.Background(), p, args), out.String(), errs.String()
			}
			exit, stdout, stderr := run("packs", "check", "a folder")
			if exit != c.exit || !strings.Contains(stderr, c.stderr) || c.stderr == "" && stderr != "" {
				t.Errorf("status %d, stderr %q", exit, stderr)
			}
			for _, want := range c.stdout {
				if !strings.Contains(stdout, want) {
					t.Errorf("stdout %q lacks %q", stdout, want)
				}
			}
			exit, stdout, _ = run("packs", "check", "--json", "a folder")
			var row struct {
				Status    string
				Problems  []string
				Format    int
				Languages []string
				Meaning   bool
				Embedding int
			}
			if err := json.Unmarshal([]byte(stdout), &row); err != nil || exit != c.exit || row.Status != c.status || len(row.Problems) != len(c.opener.problems) ||
				row.Format != 2 || len(row.Languages) != 2 || !row.Meaning || row.Embedding != 112 {
				t.Errorf("status %d, %+v, %v", exit, row, err)
			}
		})
	}
}
