package kit_test

import (
	"testing"

	"duotone/ui/kit"

	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// A stranger's Markdown must fetch nothing.
func TestMarkdownShowsNoPictures(t *testing.T) {
	test.NewTempApp(t)
	var look func(segments []widget.RichTextSegment)
	look = func(segments []widget.RichTextSegment) {
		for _, segment := range segments {
			switch s := segment.(type) {
			case *widget.ImageSegment:
				t.Errorf("%v would be fetched", s.Source)
			case *widget.ListSegment:
				look(s.Items)
			case *widget.ParagraphSegment:
				look(s.Texts)
			}
		}
	}
	look(kit.NewMarkdown("# A\n\n![one](http://127.0.0.1:1/a.png)\n\n- item ![two](file:///etc/passwd)\n\ntext ![three](http://127.0.0.1:1/b.png) more").Segments)
}
