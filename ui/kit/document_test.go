package kit

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2/test"

	look "duotone/ui/theme"
)

func TestTablesOfACard(t *testing.T) {
	if got := cellsOf("| strong: |p⁺ − p⁻| above | 223 |  |", 3); !slices.Equal(got, []string{"strong: |p⁺ − p⁻| above", "223", ""}) {
		t.Errorf("%q", got)
	}
	if got := cellsOf("| one |", 3); len(got) != 3 {
		t.Errorf("%q", got)
	}
	for line, want := range map[string]bool{"|---|:--:|": true, "| a | b |": false, "||": false, "---": false} {
		if isRule(line) != want {
			t.Errorf("%q", line)
		}
	}
	for _, text := range []string{"", "|", "| a |\n|---|", "| a | b |\n|---|---|\n| 1 |\n\ntext\n|x", "no table"} {
		NewDocument(text)
	}
}

func FuzzDocument(f *testing.F) {
	test.NewApp().Settings().SetTheme(look.New(look.Light, 1)) // our theme, which has a font for every style: that of tests has none for slanted code
	for _, seed := range []string{"# A card\n\n| a | b |\n|---|---|\n| 1 | 2 |", "|-|\n|", "|a|\n|:-:|\n||||\n|é|", "```\n|a|\n|-|\n", "| a\n|-\n| b | c\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 2000 {
			return
		}
		NewDocument(text)
	})
}
