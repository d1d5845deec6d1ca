package assets_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"duotone/assets"
)

func translations(t *testing.T) map[string]map[string]string {
	t.Helper()
	entries, err := assets.Translations.ReadDir("translations")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]string{}
	for _, e := range entries {
		data, err := assets.Translations.ReadFile("translations/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		var m map[string]string
		if err := json.Unmarshal(data, &m); err != nil {
			t.Fatalf("%s: %v", e.Name(), err)
		}
		all[strings.TrimSuffix(e.Name(), ".json")] = m
	}
	return all
}

// spoken finds every sentence that the window's code asks a translation for.
func spoken(t *testing.T) []string {
	t.Helper()
	var keys []string
	var err error
	for _, room := range []string{"../ui", "../app/present", "../app/learn", "../app/say", "../app/project/report"} { // the rooms that make sentences for the window
		err = errors.Join(err, filepath.WalkDir(room, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || len(call.Args) == 0 {
					return true
				}
				f, ok := call.Fun.(*ast.SelectorExpr)
				if x, isName := f, ok; isName {
					if id, ok := x.X.(*ast.Ident); !ok || !asks(id.Name, x.Sel.Name) {
						return true
					}
					if s, ok := literal(call.Args[0]); ok {
						keys = append(keys, s)
					}
				}
				return true
			})
			return nil
		}))
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range assets.Samples() {
		keys = append(keys, s.Name, s.Story)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// asks tells whether a function takes a sentence to be translated.
func asks(room, name string) bool {
	return room == "lang" && (name == "L" || name == "N") || room == "app" && name == "Say"
}

// literal reads a string constant, or several that are added up.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		a, okA := literal(e.X)
		b, okB := literal(e.Y)
		return a + b, okA && okB && e.Op == token.ADD
	}
	return "", false
}

// TestEveryTextIsTranslated holds the translations against the code. DUOTONE_KEYS=file writes what is missing there.
func TestEveryTextIsTranslated(t *testing.T) {
	all := translations(t)
	keys := spoken(t)
	missing := map[string]string{}
	for code, m := range all {
		for _, k := range keys {
			if m[k] == "" {
				t.Errorf("%s.json has no %q", code, k)
				missing[k] = ""
			}
		}
	}
	if file := os.Getenv("DUOTONE_KEYS"); file != "" {
		data, err := json.MarshalIndent(missing, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

var placeholder = regexp.MustCompile(`{{[^}]*}}`)

func TestTranslationsKeepPlaceholders(t *testing.T) {
	all := translations(t)
	for code, m := range all {
		for k, v := range m {
			if code == "en" && k != v && !strings.Contains(k, "--") { // the window has no flags
				t.Errorf("en.json: %q is %q", k, v)
			}
			want, got := placeholder.FindAllString(k, -1), placeholder.FindAllString(v, -1)
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(slices.Compact(want), slices.Compact(got)) {
				t.Errorf("%s.json: %q has %v, its translation %v", code, k, want, got)
			}
		}
		for k := range all["en"] {
			if _, ok := m[k]; !ok {
				t.Errorf("%s.json lacks %q of en.json", code, k)
			}
		}
		if len(m) != len(all["en"]) {
			t.Errorf("%s.json has %d keys, en.json %d", code, len(m), len(all["en"]))
		}
	}
}

// TestTranslationsCanBeLoaded: go-i18n takes these words for fields of a message, whatever their case, and refuses the
// whole file.
func TestTranslationsCanBeLoaded(t *testing.T) {
	reserved := []string{"id", "description", "hash", "leftdelim", "rightdelim", "zero", "one", "two", "few", "many", "other"}
	for code, m := range translations(t) {
		for k := range m {
			if slices.Contains(reserved, strings.ToLower(k)) {
				t.Errorf("%s.json: %q can't be a key; use other words", code, k)
			}
		}
	}
}

// hinted finds the advice of errors, as it stands in the code of a room.
var hinted = regexp.MustCompile(`"([A-Z][^"]*--[a-z][^"]*\.)"`)

// TestTheWindowNamesNoFlags holds that advice which names a flag of the command line has other words in the window, English too. What ends in a list of names is
// put together when it is said, and is left out.
func TestTheWindowNamesNoFlags(t *testing.T) {
	all := translations(t)
	found := 0
	err := filepath.WalkDir("../app", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (strings.HasPrefix(path, filepath.Join("..", "app", "cli")) || d.Name() == "apptest") {
			return cmp.Or(err, fs.SkipDir)
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		for _, m := range hinted.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(m[1], "%") || strings.Contains(m[1], "{{") {
				continue
			}
			found++
			for code, words := range all {
				if said, ok := words[m[1]]; !ok || strings.Contains(said, "--") {
					t.Errorf("%s: in the window (%s) %q is %q", path, code, m[1], said)
				}
			}
		}
		return err
	})
	if err != nil || found < 15 {
		t.Fatal(found, err)
	}
}
