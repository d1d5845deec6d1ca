package assets_test

import (
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
	for _, room := range []string{"../ui", "../app", "../inference"} {
		err = errors.Join(err, eachFile(room, func(_ string, file *ast.File) {
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

// eachFile reads the code of a room, but for that of the commands and of tests.
func eachFile(room string, do func(path string, file *ast.File)) error {
	return filepath.WalkDir(room, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && (path == filepath.Join("..", "app", "cli") || d.Name() == "apptest" || d.Name() == "presenttest" || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err == nil {
			do(path, file)
		}
		return err
	})
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
			if code == "en" && k != v && !flagged.MatchString(k) { // the window has no flags
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

// flagged finds flags of the command line and commands of the program.
var flagged = regexp.MustCompile(`(^| | \()--[a-z]| -[a-z]\b|\bduotone (project|score|explain|report|learn|packs)\b`)

// commandsOnly are texts with flags or commands in them that no window shows, and why.
var commandsOnly = map[string]string{
	"choice of --defuse-formulas": "an entry of a journal", "choice of --explain": "an entry of a journal",
	"choice of --json-version": "an entry of a journal", "choice of --read-pictures": "an entry of a journal",
	"duotone learn PROJECT --question ": "the card of a head tells the command that makes it again",
	"not read: nothing tells the day from the month; name the way with --date-format dd/mm/yyyy or mm/dd/yyyy": "the command report says it",
	" (guessed; --date-format tells it)":                                                              "the command report says it",
	"\n%s not in the encoding of the result and became ?; --output-encoding utf-8 keeps all":          "the command score says it",
	"Nothing is kept of a run that writes there. Write to a file with -o, and a stopped run goes on.": "of standard output, which the window never writes to",
	"Name a file with -o.": "of standard output, which the window never writes to",
}

// TestTheWindowNamesNoFlags holds that every text which names a flag or a command has other words in the window, English too: a window has buttons.
func TestTheWindowNamesNoFlags(t *testing.T) {
	all, used := translations(t), map[string]bool{}
	found := 0
	look := func(path, text string) {
		if !flagged.MatchString(text) {
			return
		}
		if commandsOnly[text] != "" {
			used[text] = true
			return
		}
		found++
		for code, words := range all {
			if said, ok := words[text]; !ok {
				t.Errorf("%s: %s.json has no words of the window for %q", path, code, text)
			} else if flagged.MatchString(said) {
				t.Errorf("%s: in the window (%s) %q is %q", path, code, text, said)
			}
		}
	}
	for _, room := range []string{"../app", "../inference"} {
		if err := eachFile(room, func(path string, file *ast.File) {
			ast.Inspect(file, func(n ast.Node) bool {
				e, ok := n.(ast.Expr)
				if !ok {
					return true
				}
				text, ok := literal(e)
				if ok {
					look(path, text)
				}
				return !ok // what is added up is one text
			})
		}); err != nil {
			t.Fatal(err)
		}
	}
	if found < 30 {
		t.Errorf("only %d texts name flags", found)
	}
	for text, why := range commandsOnly {
		if !used[text] {
			t.Errorf("nothing says %q any more (%s)", text, why)
		}
	}
	for code, words := range all { // what the window itself says, whatever the key
		for key, said := range words {
			if flagged.MatchString(said) {
				t.Errorf("%s.json: %q is %q", code, key, said)
			}
		}
	}
}

// What to do about an error is said in the language of the window, whichever error it is.
func TestEveryHintIsTranslated(t *testing.T) {
	all, found := translations(t), 0
	look := func(path string, e ast.Expr) {
		hint, ok := literal(e)
		if !ok || hint == "" || commandsOnly[hint] != "" {
			return
		}
		found++
		for code, words := range all {
			if words[hint] == "" {
				t.Errorf("%s: %s.json has no %q", path, code, hint)
			}
		}
	}
	for _, room := range []string{"../app", "../inference"} {
		if err := eachFile(room, func(path string, file *ast.File) {
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					if f, ok := n.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Errorf" && len(n.Args) > 4 { // app.Errorf(op, path, kind, hint, …)
						look(path, n.Args[3])
					}
				case *ast.KeyValueExpr:
					if k, ok := n.Key.(*ast.Ident); ok && k.Name == "Hint" {
						look(path, n.Value)
					}
				}
				return true
			})
		}); err != nil {
			t.Fatal(err)
		}
	}
	if found < 140 {
		t.Errorf("only %d hints were found", found)
	}
}
