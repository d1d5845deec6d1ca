package gallery

import (
	"fmt"

	"duotone/ui/kit"
	"duotone/ui/kit/tip"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// unexplained lists the controls below an object that say nothing. What shows by itself what it is (a list, a table, a scroll, an entry with its
// placeholder, what has tooltips for each of its parts, what has its name beside it in a form) is none of them.
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
	case *widget.Form:
		for _, item := range o.Items {
			if item.Text == "" {
				list = append(list, unexplained(item.Widget)...)
			}
		}
		return list
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
	case *widget.List, *widget.Table, *kit.List, *kit.Grid:
		return nil
	case *widget.Entry:
		if o.PlaceHolder == "" {
			return []string{"entry"}
		}
		return nil
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			list = append(list, unexplained(c)...)
		}
	}
	return list
}
