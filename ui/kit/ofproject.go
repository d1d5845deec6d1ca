package kit

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// OfProject is what panes that look at one project have at their top: which it is, and how its posts come to a final label.
type OfProject struct {
	File  *widget.Label
	Final *Select
}

// NewOfProject makes both; onFinal is called with a choice that the pane did not make itself.
func NewOfProject(onFinal func()) OfProject {
	o := OfProject{File: widget.NewLabel(""), Final: NewSelect(nil, func(string) { onFinal() })}
	o.File.Truncation = fyne.TextTruncateEllipsis
	o.Final.PlaceHolder = lang.L("Final label")
	o.Final.Tip = lang.L("What the posts are held to be: decided by one person, by the majority, or as somebody says")
	return o
}

// ShowFile says which project it is, "" where there is none, and whether it is being read.
func (o OfProject) ShowFile(path string, reading bool) {
	name := lang.L("Open a labelling project in the Label pane, or drop one here.")
	if path != "" {
		name = filepath.Base(path)
	}
	if reading {
		name += " …"
	}
	SetLabel(o.File, name)
}

// ShowFinals offers n ways to a final label.
func (o OfProject) ShowFinals(n int, way func(i int) (name string, chosen bool)) {
	names, at := make([]string, n), -1
	for i := range n {
		chosen := false
		if names[i], chosen = way(i); chosen {
			at = i
		}
	}
	o.Final.SetOptions(names)
	if at >= 0 {
		o.Final.SetSelectedIndex(at)
	}
}
