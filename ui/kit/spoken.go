package kit

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"duotone/ui/kit/paint"
	"duotone/ui/kit/tip"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// Spoken is what an object says of itself, for Spoken: a plot, a list.
type spoken interface{ Spoken() string }

// listMost is how many lines of a list are told.
const listMost = 200

// Spoken is what is seen below an object as text, in the order in which it is read: from top to bottom, what stands in a row from left to right.
// The toolkit has no bridge to screen readers; texts can be selected and read out.
func Spoken(o fyne.CanvasObject) string {
	if o == nil || !o.Visible() {
		return ""
	}
	if s, ok := o.(spoken); ok {
		return strings.TrimSpace(s.Spoken())
	}
	switch o := o.(type) {
	case *fyne.Container:
		return spokenAll(o.Objects)
	case *container.Scroll:
		return Spoken(o.Content)
	case *KeyScroll:
		return Spoken(o.Content)
	case *tip.Tip:
		return Spoken(o.Inside())
	case *widget.RichText:
		return o.String()
	case *widget.Form:
		return spokenForm(o)
	case *widget.ProgressBar:
		return fmt.Sprintf("%.0f %%", 100*o.Value/max(o.Max, 1e-9))
	case fmt.Stringer:
		return strings.TrimSpace(o.String())
	}
	return spokenFields(o)
}

// spokenAll tells of objects side by side or one below another.
func spokenAll(objects []fyne.CanvasObject) string {
	var seen []fyne.CanvasObject
	for _, o := range objects {
		if o == nil || !o.Visible() {
			continue
		}
		at := len(seen)
		for at > 0 && readBefore(o, seen[at-1]) {
			at--
		}
		seen = slices.Insert(seen, at, o)
	}
	var b strings.Builder
	last := fyne.CanvasObject(nil)
	for _, o := range seen {
		text := Spoken(o)
		if text == "" {
			continue
		}
		if last != nil {
			gap := "\n"
			if sameRow(last, o) && !strings.Contains(text, "\n") && !strings.HasSuffix(b.String(), "\n") {
				gap = "  "
			}
			b.WriteString(gap)
		}
		b.WriteString(text)
		last = o
	}
	return b.String()
}

// readBefore tells whether an object is read before another one.
func readBefore(a, b fyne.CanvasObject) bool {
	pa, sa, pb, sb := a.Position(), a.Size(), b.Position(), b.Size()
	switch {
	case pa.Y+sa.Height <= pb.Y+1:
		return pa.Y < pb.Y
	case pb.Y+sb.Height <= pa.Y+1:
		return false
	}
	return pa.X+sa.Width <= pb.X+1 && pa.X < pb.X
}

func sameRow(a, b fyne.CanvasObject) bool {
	return a.Position().Y < b.Position().Y+b.Size().Height-1 && b.Position().Y < a.Position().Y+a.Size().Height-1 && a.Position().X != b.Position().X
}

func spokenForm(f *widget.Form) string {
	var lines []string
	for _, item := range f.Items {
		if text := Spoken(item.Widget); text != "" || item.Text != "" {
			lines = append(lines, strings.TrimSpace(item.Text+": "+text))
		}
	}
	return strings.Join(lines, "\n")
}

// spokenFields tells of Fyne's own controls, and of those that are made of one, by their fields.
func spokenFields(o fyne.CanvasObject) string {
	v := reflect.ValueOf(o)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return ""
	}
	v = v.Elem()
	field := func(name string) any {
		if f := v.FieldByName(name); f.IsValid() && f.CanInterface() {
			return f.Interface()
		}
		return nil
	}
	text, _ := field("Text").(string)
	if on, ok := field("Checked").(bool); ok {
		if on {
			return "[x] " + text
		}
		return "[ ] " + text
	}
	if chosen, ok := field("Selected").(string); ok {
		return "[" + chosen + "]"
	}
	if value, ok := field("Value").(float64); ok {
		return paint.Decimal(strconv.FormatFloat(value, 'g', 3, 64))
	}
	if _, pressed := field("OnTapped").(func()); pressed {
		if e, ok := o.(tip.Explained); ok && text == "" {
			text = e.Explains()
		}
		return "[" + text + "]"
	}
	if hint, ok := field("PlaceHolder").(string); ok && text == "" {
		return "[" + hint + "]"
	}
	length, _ := field("Length").(func() int)
	create, _ := field("CreateItem").(func() fyne.CanvasObject)
	update, _ := field("UpdateItem").(func(widget.ListItemID, fyne.CanvasObject))
	if length != nil && create != nil && update != nil {
		return spokenList(length(), create(), update)
	}
	return text
}

func spokenList(n int, row fyne.CanvasObject, update func(widget.ListItemID, fyne.CanvasObject)) string {
	var lines []string
	for i := range min(n, listMost) {
		update(i, row)
		lines = append(lines, "- "+strings.ReplaceAll(Spoken(row), "\n", " · "))
	}
	if n > listMost {
		lines = append(lines, lang.L("… and {{.N}} more", map[string]any{"N": n - listMost}))
	}
	return strings.Join(lines, "\n")
}

// Spoken is the table, one line a row.
func (t *Table) Spoken() string {
	lines := make([]string, len(t.rows))
	for i, row := range t.rows {
		cells := make([]string, len(row))
		for k, c := range row {
			cells[k], _ = cell(c, false)
		}
		lines[i] = strings.Join(cells, " · ")
	}
	return strings.Join(lines, "\n")
}
