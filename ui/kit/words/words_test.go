package words

import (
	"strings"
	"testing"

	"duotone/ui/kit/paint"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// Words that run to the left begin at the right, line by line, in any width; others are left to Fyne.
func TestWordsToTheLeftBeginAtTheRight(t *testing.T) {
	test.NewTempApp(t)
	w := New("")
	w.SizeName = theme.SizeNameHeadingText
	typed := "כבר ארבעים דקות שהרכבת מאחרת #late 2024 ואף אחד לא אומר למה"
	w.Say(typed)
	for _, width := range []float32{900, 260, 500} {
		w.Resize(fyne.NewSize(width, 100))
		lines := strings.Split(strings.ReplaceAll(w.Text, "\u200e", ""), "\n")
		if w.Alignment != fyne.TextAlignTrailing || !strings.HasSuffix(lines[0], "כבר") {
			t.Errorf("at %v the first line is %q", width, lines[0])
		}
		if all := strings.Join(lines, " "); !strings.Contains(all, "#late") || len(strings.Fields(all)) != len(strings.Fields(typed)) {
			t.Errorf("at %v it is %q", width, lines)
		}
		for _, line := range lines {
			if wide := paint.TextSize(line, theme.Size(theme.SizeNameHeadingText), fyne.TextStyle{}).Width; wide > width {
				t.Errorf("%q is %v wide in %v", line, wide, width)
			}
		}
		if need := w.MinSize(); need.Width > 100 || w.Size().Height < need.Height {
			t.Errorf("at %v it needs %v and has %v", width, need, w.Size())
		}
	}
	if w.Say("The train is late"); w.Alignment != fyne.TextAlignLeading || w.Text != "The train is late" || w.Wrapping != fyne.TextWrapWord {
		t.Errorf("then it is %q", w.Text)
	}
}
