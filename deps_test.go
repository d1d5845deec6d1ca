package main

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// underKit is what all of the kit is drawn with.
var underKit = []string{"ui/kit/clock", "ui/kit/paint", "ui/kit/script", "ui/kit/tip", "ui/kit/winkey", "ui/kit/words", "ui/theme"}

// paneMay is what every pane may import.
var paneMay = append([]string{"app", "app/say", "app/table", "app/table/source", "app/batch", "app/codebook", "app/project", "app/project/assign", "app/project/desk", "app/project/figures", "app/project/find", "app/project/ledger", "app/project/report", "app/project/exchange", "ui/kit", "ui/kit/plot", "ui/kit/heat", "ui/kit/speech", "ui/kit/verdict"}, underKit...)

// mayImport says which rooms of this module a room may import; a room is a folder with all below it, the longest match
// counts. What is not named here is an error, so that a new room is a decision.
var mayImport = map[string][]string{
	"":    {"ui", "ui/gallery", "inference", "app", "app/cli", "app/cli/program", "assets"},
	"app": {"app", "app/table", "app/table/source", "app/batch", "app/codebook", "app/project", "app/project/ledger"},
	// Its commands are in families below it.
	"app/cli": {"app", "app/cli/program", "app/cli/posts", "app/cli/projects", "app/cli/tools", "app/table", "app/table/source", "app/batch"},
	// Families of commands know none of the others.
	"app/cli/program":  {"app", "app/table", "app/table/source"},
	"app/cli/posts":    {"app", "app/cli/program", "app/table", "app/table/source", "app/batch", "app/project", "app/similar"},
	"app/cli/projects": {"app", "app/cli/program", "app/table", "app/codebook", "app/project", "app/project/assign", "app/project/figures", "app/project/find", "app/project/ledger", "app/project/queue", "app/project/report", "app/project/exchange"},
	"app/cli/tools":    {"app", "app/cli/program", "app/table", "app/table/source"},
	// What is said of a result, without a window.
	"app/say": {"app"},
	// It brings nothing but the nouns, so who may import them may read a picture; see init.
	"app/picture": {"app"},
	// Presenters know no pane, and none of the others.
	"app/present":             {"app", "app/present"},
	"app/present/presenttest": {"app", "app/codebook", "app/project", "app/project/desk", "app/project/ledger", "app/present"},
	"app/present/analyse":     {"app", "app/say", "app/present", "app/present/analyse"},
	"app/present/label":       {"app", "app/codebook", "app/project", "app/project/desk", "app/project/assign", "app/project/find", "app/project/ledger", "app/project/report", "app/project/exchange", "app/present", "app/present/label"},
	"app/present/measure":     {"app", "app/codebook", "app/project", "app/project/figures", "app/project/ledger", "app/present", "app/present/measure"},
	"app/present/learn":       {"app", "app/codebook", "app/project", "app/project/ledger", "app/present", "app/present/learn"},
	"app/present/models":      {"app", "app/present", "app/present/models"},
	"app/present/similar":     {"app", "app/similar", "app/project", "app/table", "app/table/source", "app/batch", "app/present", "app/present/similar"},
	"app/present/score":       {"app", "app/say", "app/project", "app/project/desk", "app/project/ledger", "app/table", "app/table/source", "app/batch", "app/present", "app/present/score"},
	// The formats of tables know nothing of the jobs over them.
	"app/table/source":    {"app"},
	"app/table/plaintext": {"app", "app/table/source"},
	"app/table/columnar":  {"app", "app/table/source"},
	"app/table/workbook":  {"app", "app/table/source"},
	"app/table/network":   {"app", "app/table/source", "app/table/plaintext"},
	"app/table":           {"app", "app/table/source", "app/table/plaintext", "app/table/columnar", "app/table/workbook", "app/table/network"},
	"app/batch":           {"app", "app/table", "app/table/columnar", "app/table/source", "app/table/workbook", "app/batch"},
	"app/codebook":        {"app"},
	// It compares what there is: the rows of a result, the posts of a project.
	"app/similar": {"app", "app/table", "app/table/source", "app/batch", "app/project"},
	// What a project is made of, from the ground up: its file and what may stand in it, the project, and what is done with one.
	"app/project/store":       {"app"},
	"app/project/ledger":      {"app", "app/codebook"},
	"app/project/sound":       {"app", "app/codebook", "app/project/ledger"},
	"app/project":             {"app", "app/codebook", "app/project/store", "app/project/ledger", "app/project/sound"},
	"app/project/find":        {"app", "app/codebook", "app/project", "app/project/ledger"},
	"app/project/assign":      {"app", "app/codebook", "app/project", "app/project/ledger", "app/project/queue", "app/project/desk"},
	"app/project/queue":       {"app", "app/codebook", "app/project", "app/project/ledger"},
	"app/project/desk":        {"app", "app/codebook", "app/project", "app/project/ledger", "app/project/queue"},
	"app/project/figures":     {"app", "app/codebook", "app/project", "app/project/ledger", "app/project/queue"},
	"app/project/report":      {"app", "app/codebook", "app/project", "app/project/ledger", "app/project/assign", "app/project/figures"},
	"app/project/projecttest": {"app", "app/codebook", "app/project", "app/project/desk"},
	// The store of a project knows no other program's files.
	"app/project/exchange": {"app", "app/table", "app/table/source", "app/codebook", "app/project", "app/project/ledger", "app/project/exchange"},
	"assets":               {"assets"},
	"inference":            {"inference/pack", "inference/session", "inference/reader", "inference/words", "app"},
	"inference/pack":       {"inference/words", "app"},
	"inference/session":    {"inference/pack", "app"},
	"inference/reader":     {"inference/pack", "inference/session", "inference/ocr", "app"},
	"inference/ocr":        {},
	"inference/words":      {"app"},
	"ui":                   append([]string{"ui", "ui/analyse", "ui/batch", "ui/label", "ui/learn", "ui/measure", "ui/models", "ui/similar", "ui/start", "app/similar", "app/present/similar", "app/present", "app/present/analyse", "app/present/label", "app/present/learn", "app/present/measure", "app/present/models", "app/present/score", "ui/kit", "ui/kit/menu", "ui/kit/plot", "ui/kit/heat", "ui/kit/speech", "app", "app/cli/program", "app/say", "app/batch", "assets"}, underKit...),
	// The gallery stands on the window and makes what its pictures show; nothing but the program knows of it.
	"ui/gallery": {"ui", "ui/kit", "ui/kit/speech", "app", "app/cli/program", "app/codebook", "app/project", "app/project/desk", "app/project/ledger", "app/present/analyse", "app/present/label", "app/present/learn", "app/present/measure", "app/present/score", "app/present/similar"},
	"ui/e2e":     {"app", "app/project", "app/project/ledger", "app/project/exchange"},
	// A pane knows its presenter and the kit, and no other pane.
	"ui/analyse": append([]string{"ui/analyse", "app/present/analyse", "app/present/similar", "ui/similar"}, paneMay...),
	"ui/batch":   append([]string{"ui/batch", "app/present/score", "app/present/similar", "ui/similar"}, paneMay...),
	"ui/label":   append([]string{"ui/label", "app/present/label", "app/present/similar", "ui/similar"}, paneMay...),
	"ui/learn":   append([]string{"ui/learn", "app/present/learn"}, paneMay...),
	"ui/measure": append([]string{"ui/measure", "app/present/measure"}, paneMay...),
	// Similar posts are shown by three panes, as a part of each.
	"ui/similar": append([]string{"ui/similar", "app/similar", "app/present/similar"}, paneMay...),
	// The start page presents nothing but what it is given.
	"ui/start":       paneMay,
	"ui/models":      append([]string{"ui/models", "app/present/models"}, paneMay...),
	"ui/kit":         append([]string{"ui/kit", "ui/kit/speech", "app"}, underKit...),
	"ui/kit/menu":    append([]string{"ui/kit/menu", "ui/kit"}, underKit...),
	"ui/kit/plot":    append([]string{"ui/kit/plot"}, underKit...),
	"ui/kit/heat":    append([]string{"ui/kit/heat"}, underKit...),
	"ui/kit/verdict": append([]string{"ui/kit", "ui/kit/plot", "ui/kit/heat", "ui/kit/speech", "app", "app/say"}, underKit...),
	"ui/kit/kittest": {"ui/kit/clock", "ui/theme"},
	"ui/kit/clock":   {},
	"ui/kit/winkey":  {},
	"ui/kit/words":   {"ui/kit/paint", "ui/kit/script"},
	"ui/kit/paint":   {"ui/theme"},
	"ui/kit/script":  {},
	"ui/kit/speech":  {"ui/kit/speech", "app", "assets"},
	"ui/kit/tip":     {"ui/kit/clock", "ui/kit/paint", "ui/kit/script", "ui/theme"},
	"ui/theme":       {"ui/theme", "assets"},
	"docs":           {},
}

func init() {
	for room, may := range mayImport {
		if room != "app/picture" && in(may, "app") {
			mayImport[room] = append(may, "app/picture")
		}
	}
}

// testsMayImport adds what only test files of a room may import.
var testsMayImport = map[string][]string{
	"inference":     {"app/table", "app/table/source", "app/batch"}, // a bulk run with a real engine
	"ui":            {"inference", "ui/kit/kittest"},                // the samples' stories are told with a real engine
	"ui/gallery":    {"ui/kit/kittest", "ui/kit/tip", "ui/kit/winkey", "ui/theme"},
	"ui/kit":        {"ui/kit/kittest"},
	"ui/kit/speech": {"app/codebook"},
	"ui/similar":    {"ui/kit/kittest"},
	"ui/kit/plot":   {"ui/kit/kittest"},
	"ui/kit/heat":   {"ui/kit/kittest"},
	"docs":          {"assets"},

	"app/project":          {"app/project", "app/project/assign", "app/project/desk", "app/project/figures", "app/project/find", "app/project/report", "app/project/projecttest"},
	"app/project/desk":     {"app/project/projecttest", "app/project/store"},
	"app/project/exchange": {"app/project/desk", "app/project/figures"},
	"app/project/figures":  {"app/project/desk", "app/project/projecttest"},
	"app/project/queue":    {"app/project/desk", "app/project/projecttest"},

	"app/present":         {"app/present/presenttest"},
	"app/present/analyse": {"app/present/presenttest"},
	"app/present/label":   {"app/present/presenttest"},
	"app/present/learn":   {"app/present/presenttest"},
	"app/present/measure": {"app/present/presenttest"},
	"app/present/models":  {"app/present/presenttest"},
	"app/present/score":   {"app/present/presenttest"},
	"app/present/similar": {"app/present/presenttest"},
	"ui/analyse":          {"app/present/presenttest", "assets"},
	"ui/batch":            {"app/present/presenttest"},
	"ui/label":            {"app/present/presenttest"},
	"ui/learn":            {"app/present/presenttest"},
	"ui/measure":          {"app/present/presenttest", "assets"},
}

// onlyIn names the rooms that alone may import a library, by the beginning of its path. A room stands for those within it.
var onlyIn = map[string][]string{
	"fyne.io/":                          {"ui"},
	"golang.design/x/clipboard":         {"ui"},
	"github.com/yalue/onnxruntime_go":   {"inference"},
	"github.com/sugarme/tokenizer":      {"inference"},
	"github.com/spf13/cobra":            {"app", "ui"},
	"github.com/parquet-go/parquet-go":  {"app/table", "app/table/columnar", "app/project/exchange"},
	"github.com/mattn/go-sqlite3":       {"app/project", "app/project/store"},
	"github.com/xuri/excelize/v2":       {"app/table", "app/table/workbook", "app/project/exchange"},
	"github.com/schollz/progressbar/v3": {"app"},
	"github.com/disintegration/imaging": {"app", "inference", "ui"},
	"github.com/go-analyze/charts":      {"app", "app/batch"},
	"gonum.org/":                        {"app"},
}

// noNetwork is what no room of this module may import: Duotone never opens a socket. net/url only reads strings.
var noNetwork = []string{"net", "net/http", "net/rpc", "net/smtp", "net/textproto", "crypto/tls", "log/syslog", "golang.org/x/net/websocket", "golang.org/x/net/http2"}

type listed struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
	Deps                               []string
	Error                              *struct{ Err string }
}

// lookAround reads every folder of the tree. go test hands out a stored verdict while the files that a test opened are
// unchanged, and it does not see what go list opens.
func lookAround(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if path == ".git" || path == "bin" || path == "build" || path == "dist" {
			return fs.SkipDir
		}
		_, err = os.ReadDir(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// list asks go list about all packages of this module under the given build tags.
func list(t *testing.T, tags string) []listed {
	t.Helper()
	lookAround(t)
	var stderr bytes.Buffer
	cmd := exec.Command("go", "list", "-e", "-tags", tags, "-json=ImportPath,Imports,TestImports,XTestImports,Deps,Error", "./...")
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var all []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// room is the longest key of mayImport that path lies in, and whether there is one but the top.
func room(path string) (string, bool) {
	path = strings.TrimPrefix(strings.TrimPrefix(path, "duotone"), "/")
	if path == "" {
		return "", true
	}
	for p := path; ; {
		if _, ok := mayImport[p]; ok {
			return p, true
		}
		i := strings.LastIndexByte(p, '/')
		if i < 0 {
			return path, false
		}
		p = p[:i]
	}
}

// top is the room at the top that a room lies in.
func top(room string) string {
	first, _, _ := strings.Cut(room, "/")
	return first
}

func in(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

func checkImports(t *testing.T, from string, imports, allowed []string) {
	t.Helper()
	here, _ := room(from)
	for _, to := range imports {
		if in(noNetwork, to) {
			t.Errorf("%s imports %s: nothing here opens a socket", from, to)
		}
		for prefix, rooms := range onlyIn {
			if strings.HasPrefix(to, prefix) && !in(rooms, here) && !in(rooms, top(here)) {
				t.Errorf("%s imports %s, which only %v may", from, to, rooms)
			}
		}
		if to != "duotone" && !strings.HasPrefix(to, "duotone/") {
			continue
		}
		if there, _ := room(to); !in(allowed, there) {
			t.Errorf("%s imports %s; %q may import only %v", from, to, here, allowed)
		}
	}
}

// TestImports holds the walls between the rooms: see ARCHITECTURE.md.
func TestImports(t *testing.T) {
	for _, tags := range []string{"migrated_fynedo", "migrated_fynedo e2e", "headless"} {
		t.Run(tags, func(t *testing.T) {
			for _, p := range list(t, tags) {
				here, known := room(p.ImportPath)
				if !known {
					t.Errorf("%s is a new room: say in mayImport what it may import", p.ImportPath)
					continue
				}
				allowed := mayImport[here]
				checkImports(t, p.ImportPath, p.Imports, allowed)
				withTests := append(append([]string{here}, allowed...), testsMayImport[here]...)
				checkImports(t, p.ImportPath, p.TestImports, withTests)
				checkImports(t, p.ImportPath, p.XTestImports, withTests)
			}
		})
	}
}

// TestHeadless proves that the build without a window has nothing of it in any package it is made of, so that it needs no
// header of X11 or OpenGL.
func TestHeadless(t *testing.T) {
	seen := false
	for _, p := range list(t, "headless") {
		if p.ImportPath != "duotone" {
			continue
		}
		seen = true
		for _, d := range p.Deps {
			for _, bad := range []string{"fyne.io/", "github.com/go-gl/", "duotone/ui", "golang.design/x/clipboard", "golang.design/x/hotkey"} {
				if strings.HasPrefix(d, bad) {
					t.Errorf("the headless program depends on %s", d)
				}
			}
		}
		if len(p.Deps) < 50 {
			t.Errorf("only %d dependencies listed: %v", len(p.Deps), p.Error)
		}
	}
	if !seen {
		t.Fatal("go list did not list the program")
	}
}

// TestRuntimeInOneFile keeps ONNX Runtime behind one file, so that another runtime is one more file.
func TestRuntimeInOneFile(t *testing.T) {
	lookAround(t)
	out, err := exec.Command("git", "grep", "-l", `"github.com/yalue/onnxruntime_go"`, "--", "*.go", ":!*_test.go").Output()
	if err != nil && len(out) == 0 {
		t.Skip("no file imports the runtime yet, or this is no git tree")
	}
	if got := strings.TrimSpace(string(out)); got != "inference/session/ort.go" {
		t.Errorf("these files import the runtime: %s; only inference/session/ort.go may", got)
	}
}
