package similar

import (
	"path/filepath"
	"strings"

	"duotone/app/present/similar"
	core "duotone/app/similar"
	"duotone/ui/kit/paint"
	"duotone/ui/kit/script"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2/lang"
)

// setName is a set by its file.
func setName(where similar.Where, set similar.Set) string {
	name := map[string]any{"name": script.Elide(filepath.Base(set.Path), 30)}
	if where == similar.InProject {
		return lang.L("in the project {{.name}}", name)
	}
	return lang.L("in the result {{.name}}", name)
}

// postOf is a post that was found as the list draws it.
func postOf(h similar.Hit) Post {
	words := strings.Join(strings.Fields(h.Text), " ")
	item := Post{Picture: h.Picture != "", Thumbnail: h.Thumb, Text: words, Note: likeness(h), Stands: h.SameWords || h.SamePicture}
	if item.Text == "" {
		item.Text = lang.L("(a picture)")
	}
	if says := saysOf(h); says != "" {
		item.Note += " · " + says
		item.Label, item.Scored = int(*h.Says), true
	}
	item.Hint = script.Own(script.Elide(script.Drawable(h.Text), 300))
	if item.Hint != "" {
		item.Hint += "\n"
	}
	item.Hint += lang.L("{{.name}}: {{.likeness}} (cosine {{.cosine}}). Click or Enter shows it.",
		map[string]any{"name": script.Elide(h.Name, 60), "likeness": likeness(h), "cosine": paint.Fraction(h.Like)})
	return item
}

// likeness is how alike a post is, as a person would say it.
func likeness(h similar.Hit) string {
	switch {
	case h.Again:
		return lang.L("the same post again")
	case h.SameWords:
		return lang.L("the same words")
	case h.SamePicture:
		return lang.L("the same picture")
	}
	switch h.Degree {
	case core.VeryAlike:
		return lang.L("very alike")
	case core.Alike:
		return lang.L("alike")
	case core.Somewhat:
		return lang.L("somewhat alike")
	default:
		return lang.L("hardly alike")
	}
}

// saysOf is what a model makes of a post; "" where that is not known.
func saysOf(h similar.Hit) string {
	switch {
	case h.Says == nil:
		return ""
	case h.Means == nil || *h.Means == *h.Says:
		return speech.Label(*h.Says)
	}
	return lang.L("says {{.says}}, means {{.means}}", map[string]any{"says": speech.Label(*h.Says), "means": speech.Label(*h.Means)})
}

func grouped(n int) string { return paint.Grouped(n) }
