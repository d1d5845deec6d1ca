package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// quiet are the rooms that start nothing of their own, with the packages of the library that they have no use for then.
// A pane draws a state and sends commands; what it would ask the disk, or run beside the window, is its presenter's part.
var quiet = map[string][]string{
	"app":        {"sync/atomic"},
	"ui/analyse": {"os", "sync", "sync/atomic", "io/fs"},
	"ui/batch":   {"os", "sync", "sync/atomic", "io/fs"},
	"ui/label":   {"os", "sync", "sync/atomic", "io/fs"},
	"ui/learn":   {"os", "sync", "sync/atomic", "io/fs"},
	"ui/measure": {"os", "sync", "sync/atomic", "io/fs"},
	"ui/similar": {"os", "sync", "sync/atomic", "io/fs"},
	"ui/start":   {"os", "sync", "sync/atomic", "io/fs"},
	"ui/models":  {"os", "sync", "sync/atomic", "io/fs"},
}

// TestPanesStartNothing holds panes to drawing, and the nouns to being nouns.
func TestPanesStartNothing(t *testing.T) {
	for room, unwanted := range quiet {
		files, err := filepath.Glob(filepath.Join(filepath.FromSlash(room), "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", room, len(files), err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range file.Imports {
				if path, _ := strconv.Unquote(i.Path.Value); slices.Contains(unwanted, path) {
					t.Errorf("%s imports %s", name, path)
				}
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if g, ok := n.(*ast.GoStmt); ok {
					t.Errorf("%s starts a goroutine", set.Position(g.Pos()))
				}
				return true
			})
		}
	}
}
