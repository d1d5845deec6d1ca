package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What keeps a room small enough to be read in one go. Tests are counted apart: they may be as long as what they test wants.
const (
	maxLines   = 4000 // of a package
	maxFiles   = 28
	maxFields  = 20 // of a type
	maxMethods = 25
	longFile   = 400 // files are mostly under 300 lines
)

// A type that is over the limits says why in its doc comment, in a sentence that begins with one of these.
const (
	manyFields  = "So many fields:"
	manyMethods = "So many methods:"
)

// still are files and packages that are over a limit today, with how far: they may become shorter and not longer.
var still = map[string]int{}

// wide are types over a limit, each with its reason.
var wide = map[string]string{
	"app.Settings":                  "all that is kept between two starts of the window",
	"app.Prediction":                "what a model says of a post, each answer by its name",
	"app/batch.Verdict":             "a row of a result, a field a column",
	"app/batch/report.Tally":        "all that a report counts",
	"app/present/analyse.State":     "all that the pane shows",
	"app/present/score.State":       "all that the pane shows",
	"app/project/desk.View":         "all that the pane shows",
	"app/present/analyse.Presenter": "a method a command",
	"app/present/label.Presenter":   "a method a command",
	"app/present/score.Presenter":   "a method a command",
	"ui/kit/heat.Picture":           "a widget: the toolkit asks for most of its methods",
	"ui/kit/heat.WordStrip":         "a widget: the toolkit asks for most of its methods",
	"ui/kit/heat.heatRenderer":      "a renderer holds every object that it draws",
	"ui.shownState":                 "all that tests of a real window read",
}

type sized struct {
	lines, files int
	types        map[string]*typed
}

type typed struct {
	fields, methods int
	doc             string
}

// add counts a file.
func (s *sized) add(t *testing.T, path string) {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := parser.ParseFile(token.NewFileSet(), path, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	n := bytes.Count(src, []byte("\n"))
	s.lines += n
	s.files++
	hold(t, filepath.ToSlash(path), "lines", n, longFile)
	of := func(name string) *typed {
		if s.types[name] == nil {
			s.types[name] = &typed{}
		}
		return s.types[name]
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv != nil {
				of(receiver(d.Recv.List[0].Type)).methods++
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				ts, ok := spec.(*ast.TypeSpec)
				if !ok {
					continue
				}
				one := of(ts.Name.Name)
				one.doc = d.Doc.Text() + ts.Doc.Text()
				if st, ok := ts.Type.(*ast.StructType); ok {
					one.fields = st.Fields.NumFields()
				}
			}
		}
	}
}

// receiver is the name of a method's type.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// hold fails where n is over a limit, unless it is known to be and has not grown.
func hold(t *testing.T, what, unit string, n, most int) {
	t.Helper()
	if n <= most {
		return
	}
	if known := still[what+" "+unit]; n > known {
		t.Errorf("%s has %d %s: at most %d, so that a reader sees it whole (CONTRIBUTING.md, Manners)", what, n, unit, max(most, known))
	}
}

// TestRoomsStaySmall holds the limits of packages, files and types. Files of all builds count.
func TestRoomsStaySmall(t *testing.T) {
	rooms := map[string]*sized{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); path != "." && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata") || path == "bin" || path == "build" || path == "dist" {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		dir := filepath.ToSlash(filepath.Dir(path))
		if rooms[dir] == nil {
			rooms[dir] = &sized{types: map[string]*typed{}}
		}
		rooms[dir].add(t, path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(rooms) < 20 {
		t.Fatalf("only %d packages were found", len(rooms))
	}
	used := map[string]bool{}
	for _, dir := range slices.Sorted(maps.Keys(rooms)) {
		s := rooms[dir]
		hold(t, dir, "lines", s.lines, maxLines)
		hold(t, dir, "files", s.files, maxFiles)
		for _, name := range slices.Sorted(maps.Keys(s.types)) {
			one := s.types[name]
			if wide[dir+"."+name] != "" {
				used[dir+"."+name] = one.fields > maxFields || one.methods > maxMethods
				continue
			}
			if !strings.Contains(one.doc, manyFields) {
				hold(t, dir+"."+name, "fields", one.fields, maxFields)
			}
			if !strings.Contains(one.doc, manyMethods) {
				hold(t, dir+"."+name, "methods", one.methods, maxMethods)
			}
		}
	}
	for name := range wide {
		if !used[name] {
			t.Errorf("%s is within the limits, or is no more: take it off the list", name)
		}
	}
}
