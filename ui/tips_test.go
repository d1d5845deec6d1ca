package ui

import (
	"fmt"
	"strings"
	"testing"

	"duotone/ui/kit/tip"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	analysis "duotone/app/present/analyse"
)

// Every control of every pane says what it is for. What shows by itself what it is (a list, a table, a scroll, an entry with its
// placeholder, what has tooltips for each of its parts) is none of them; the labelling pane's have their keys in the sheet of "?".
func TestEveryControlHasATooltip(t *testing.T) {
	f := stand(t, fakes{})
	f.session.Start(0)
	f.shows(t, (*analysis.State).Settled)
	for i, p := range f.panes {
		f.show(i)
		if f.names[i] == "label" {
			continue
		}
		for _, o := range unexplained(p.Content()) {
			t.Errorf("%s: %s has no tooltip", f.names[i], o)
		}
	}
	for _, o := range unexplained(f.window.Content()) {
		if !strings.Contains(o, "homeButton") {
			t.Errorf("the window: %s has no tooltip", o)
		}
	}
}

// unexplained lists the controls below an object that say nothing.
func unexplained(o fyne.CanvasObject) (list []string) {
	if o == nil || !o.Visible() {
		return nil
	}
	if e, ok := o.(tip.Explained); ok && e.Explains() != "" {
		return nil
	}
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			list = append(list, unexplained(c)...)
		}
		return list
	case *container.Scroll:
		return unexplained(o.Content)
	case *container.Split:
		return append(unexplained(o.Leading), unexplained(o.Trailing)...)
	case *tip.Tip:
		return unexplained(o.Inside())
	case *widget.Button:
		return []string{fmt.Sprintf("button %q", o.Text)}
	case *widget.Check:
		return []string{fmt.Sprintf("check %q", o.Text)}
	case *widget.Select:
		return []string{fmt.Sprintf("select of %d", len(o.Options))}
	case *widget.Slider:
		return []string{"slider"}
	case tip.Explained:
		return []string{fmt.Sprintf("%T", o)}
	case *widget.List, *widget.Table, *widget.Entry:
		return nil
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			list = append(list, unexplained(c)...)
		}
	}
	return list
}
