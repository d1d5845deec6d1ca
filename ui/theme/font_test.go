package theme_test

import (
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"duotone/ui/theme"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"golang.org/x/image/font/sfnt"
)

// carried tells whether a font that the program carries has a character: ours, Noto Sans, or Fyne's emoji. Fyne's symbols are
// not asked: that font has no space, and Fyne would draw the one after an arrow as �.
func carried(t *testing.T) func(rune) bool {
	t.Helper()
	var fonts []*sfnt.Font
	for _, r := range []fyne.Resource{
		theme.New(theme.Light, 1).Font(fyne.TextStyle{}), fynetheme.DefaultTextFont(), fynetheme.DefaultEmojiFont(),
	} {
		f, err := sfnt.Parse(r.Content())
		if err != nil {
			t.Fatalf("%s: %v", r.Name(), err)
		}
		fonts = append(fonts, f)
	}
	var buf sfnt.Buffer
	return func(c rune) bool {
		for _, f := range fonts {
			if i, err := f.GlyphIndex(&buf, c); err == nil && i != 0 {
				return true
			}
		}
		return false
	}
}

// literals are the strings in a file of Go.
func literals(t *testing.T, src []byte) string {
	t.Helper()
	var all strings.Builder
	var s scanner.Scanner
	s.Init(token.NewFileSet().AddFile("", -1, len(src)), src, nil, 0)
	for {
		switch _, tok, lit := s.Scan(); tok {
		case token.EOF:
			return all.String()
		case token.STRING, token.CHAR:
			text, err := strconv.Unquote(lit)
			if err != nil {
				t.Fatal(err)
			}
			all.WriteString(text)
		}
	}
}

// TestSignsAreCarried: a computer with no font of its own shows no � for what the program itself says.
func TestSignsAreCarried(t *testing.T) {
	has := carried(t)
	files := 0
	look := func(path, text string) {
		files++
		for _, c := range text {
			if c >= ' ' && !has(c) {
				t.Errorf("%s: no font that we carry has %q (%U)", path, c, c)
			}
		}
	}
	ui, root := filepath.Join(".."), filepath.Join("..", "..")
	err := filepath.WalkDir(ui, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		src, err := os.ReadFile(path)
		look(path, literals(t, src))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var shown []string
	for _, pattern := range []string{"assets/translations/*.json", "assets/samples/posts.jsonl", "models/*/CARD.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		shown = append(shown, found...)
	}
	for _, path := range shown {
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		look(path, string(src))
	}
	if files < 50 {
		t.Errorf("only %d files were looked at", files)
	}
}
