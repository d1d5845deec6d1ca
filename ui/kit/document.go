package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// NewDocument draws Markdown with its tables, which Fyne's own reader draws as plain text.
func NewDocument(text string) fyne.CanvasObject {
	box := container.NewVBox()
	var prose []string
	flush := func() {
		if strings.TrimSpace(strings.Join(prose, "")) != "" {
			box.Add(NewMarkdown(strings.Join(prose, "\n")))
		}
		prose = nil
	}
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		if i+1 >= len(lines) || !strings.HasPrefix(lines[i], "|") || !isRule(lines[i+1]) {
			prose = append(prose, lines[i])
			continue
		}
		flush()
		rows := [][]string{cellsOf(lines[i], 0)}
		for i += 2; i < len(lines) && strings.HasPrefix(lines[i], "|"); i++ {
			rows = append(rows, cellsOf(lines[i], len(rows[0])))
		}
		i--
		box.Add(NewTable(rows))
	}
	flush()
	return box
}

// isRule tells whether a line is the one under a table's head.
func isRule(line string) bool {
	return strings.HasPrefix(line, "|") && strings.Contains(line, "-") && strings.Trim(line, "|-: ") == ""
}

// cellsOf splits a row of a table. Where a cell has bars of its own, the first one takes what is too much.
func cellsOf(line string, columns int) []string {
	cells := strings.Split(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(line), "|"), "|"), "|")
	if extra := len(cells) - columns; columns > 0 && extra > 0 {
		cells = append([]string{strings.Join(cells[:extra+1], "|")}, cells[extra+1:]...)
	}
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	for len(cells) < columns {
		cells = append(cells, "")
	}
	return cells
}

// NewMarkdown draws Markdown without tables, wrapped. Its pictures are told by their titles: Fyne would fetch them from wherever a
// stranger's text says.
func NewMarkdown(text string) *widget.RichText {
	r := widget.NewRichTextFromMarkdown(text)
	r.Segments = withoutPictures(r.Segments)
	r.Wrapping = fyne.TextWrapWord
	return r
}

func withoutPictures(segments []widget.RichTextSegment) []widget.RichTextSegment {
	for i, segment := range segments {
		switch s := segment.(type) {
		case *widget.ImageSegment:
			segments[i] = &widget.TextSegment{Text: s.Title, Style: widget.RichTextStyleParagraph}
		case *widget.ListSegment:
			s.Items = withoutPictures(s.Items)
		case *widget.ParagraphSegment:
			s.Texts = withoutPictures(s.Texts)
		}
	}
	return segments
}
