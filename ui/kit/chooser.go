package kit

import (
	"duotone/ui/kit/winkey"
	"errors"
	"image/color"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Chooser asks for a file or folder that is there. Its path can be typed, with what lies in the folder listed below and
// narrowed down meanwhile; the arrows go through the list and Enter takes what is marked. All of it works with the mouse as
// well: a click on a folder goes into it, one on a file takes its name.
type Chooser struct {
	Form    *Form
	path    *FormEntry
	list    *chooserList
	folders bool     // a folder is asked for
	Either  bool     // a file or a folder
	Fresh   bool     // a folder that is not there yet will do
	deep    bool     // and the folders that it lies in are made as well
	saves   bool     // a file that is not there yet is asked for
	exts    []string // of the files that are listed, with the dot, in lower case; none: all
	shown   []found
	marked  int // in shown; -1: nothing
}

// found is one line of the list.
type found struct {
	name string
	dir  bool
}

const (
	chooserMost = 2000 // a folder with more files is narrowed down by typing
	upwards     = ".."
)

// ChooseFile asks for a file, beginning in a folder.
func ChooseFile(w fyne.Window, title, folder string, exts []string, then func(path string)) *Chooser {
	return newChooser(w, title, lang.L("Open"), folder, exts, false, then)
}

// ChooseNew asks where a new file shall be: the name that is proposed is free, and one that is not is refused.
func ChooseNew(w fyne.Window, title, folder, name string, exts []string, then func(path string)) *Chooser {
	c := newChooser(w, title, lang.L("Save"), folder, exts, false, then)
	c.saves = true
	c.setPath(FreeName(filepath.Join(folder, name)))
	return c
}

// ChooseNewFolder asks for a folder that is made where it is not there yet; a path is proposed.
func ChooseNewFolder(w fyne.Window, title, confirm, proposed string, then func(path string)) *Chooser {
	c := newChooser(w, title, confirm, filepath.Dir(proposed), nil, true, then)
	c.Fresh, c.deep = true, true
	c.setPath(proposed)
	return c
}

// ChooseFolder asks for a folder, beginning in one.
func ChooseFolder(w fyne.Window, title, confirm, folder string, then func(path string)) *Chooser {
	return newChooser(w, title, confirm, folder, nil, true, then)
}

func newChooser(w fyne.Window, title, confirm, folder string, exts []string, folders bool, then func(path string)) *Chooser {
	c := &Chooser{folders: folders, exts: exts, marked: -1}
	c.Form = NewForm(w, confirm, func() { then(c.clean()) })
	c.Form.Checks = append(c.Form.Checks, c.check)
	c.path = c.Form.NewEntry()
	c.path.OnChanged, c.path.onKey = func(string) { c.narrow() }, c.onKey
	c.path.OnSubmitted = func(string) { c.take() }
	c.Form.ok.OnTapped = c.pressed
	c.list = newChooserList(c)
	c.Form.first = c.path
	c.enter(folder)
	size := w.Canvas().Size()
	c.Form.showAround(title, container.NewBorder(c.path, nil, nil, nil, c.list), fyne.NewSize(min(760, size.Width), min(480, size.Height)))
	return c
}

// split takes a path apart into its folder and the beginning of a name in it.
func (c *Chooser) split() (dir, name string) {
	dir, name = filepath.Split(ExpandHome(lastPath(c.path.Text)))
	if dir == "" {
		dir = "." + string(filepath.Separator)
	}
	return dir, name
}

// ExpandHome writes out a leading ~.
func ExpandHome(path string) string {
	rest, ok := strings.CutPrefix(path, "~")
	if home, err := os.UserHomeDir(); ok && err == nil && (rest == "" || os.IsPathSeparator(rest[0])) {
		return home + rest
	}
	return path
}

// clean is the path that was chosen.
func (c *Chooser) clean() string {
	return filepath.Clean(ExpandHome(lastPath(strings.TrimSpace(c.path.Text))))
}

// lastPath is the path that was typed or pasted behind another one, as "/home/ana//media/stick" is "/media/stick" and "/home/ana/~/Pictures"
// "~/Pictures"; on Windows from the last drive on.
func lastPath(text string) string {
	if filepath.Separator == '\\' {
		if i := strings.LastIndex(text, `:\`); i > 1 {
			return text[i-1:]
		}
		return text
	}
	return text[max(strings.LastIndex(text, "//"), strings.LastIndex(text, "/~/"))+1:]
}

// check tells why the path is none that can be taken.
func (c *Chooser) check() error {
	path := c.clean()
	info, err := os.Stat(path)
	switch {
	case c.saves && err == nil && !info.IsDir():
		return IsFree(path)
	case c.saves && err == nil:
		return errors.New(lang.L("There is a folder of this name already. Choose another name."))
	case errors.Is(err, fs.ErrNotExist) && ((c.Fresh || c.saves) && isFolder(filepath.Dir(path)) || c.deep && isFolder(nearest(path))):
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return errors.New(lang.L("There is no {{.path}}.", map[string]any{"path": path}))
	case err != nil:
		return err
	case c.folders && !info.IsDir():
		return errors.New(lang.L("{{.path}} is a file. Choose a folder.", map[string]any{"path": path}))
	}
	return nil
}

// nearest is the first of a path and what it lies in that is there.
func nearest(path string) string {
	for {
		up := filepath.Dir(path)
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) || up == path {
			return path
		}
		path = up
	}
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// enter lists a folder.
func (c *Chooser) enter(dir string) {
	if !strings.HasSuffix(dir, string(filepath.Separator)) {
		dir += string(filepath.Separator)
	}
	c.setPath(dir)
}

// setPath writes a path as if it had been typed.
func (c *Chooser) setPath(path string) {
	c.path.SetText(path)
	c.path.AtEnd()
	c.narrow()
}

// narrow lists what begins with what is typed.
func (c *Chooser) narrow() {
	dir, name := c.split()
	if c.saves { // what is typed is the name of something that is not there
		name = ""
	}
	entries, err := os.ReadDir(dir)
	c.shown, c.marked = nil, -1
	if parent := filepath.Dir(filepath.Clean(dir)); err == nil && name == "" && parent != filepath.Clean(dir) {
		c.shown = append(c.shown, found{upwards, true})
	}
	start := len(c.shown)
	for _, e := range entries {
		is := e.IsDir()
		if e.Type()&fs.ModeSymlink != 0 {
			info, err := os.Stat(filepath.Join(dir, e.Name()))
			is = err == nil && info.IsDir()
		}
		hidden := strings.HasPrefix(e.Name(), ".") && !strings.HasPrefix(name, ".")
		wanted := is || !c.folders && (len(c.exts) == 0 || slices.Contains(c.exts, strings.ToLower(filepath.Ext(e.Name()))))
		if wanted && !hidden && strings.HasPrefix(strings.ToLower(e.Name()), strings.ToLower(name)) {
			c.shown = append(c.shown, found{e.Name(), is})
		}
	}
	slices.SortStableFunc(c.shown[start:], func(a, b found) int {
		if a.dir != b.dir {
			if a.dir {
				return -1
			}
			return 1
		}
		return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name))
	})
	c.shown = c.shown[:min(len(c.shown), chooserMost)]
	c.Form.wrong.Hide()
	c.list.Refresh()
	c.list.ScrollToTop()
}

// mark moves the mark in the list.
func (c *Chooser) mark(at int) {
	if len(c.shown) == 0 {
		return
	}
	c.marked = min(max(at, 0), len(c.shown)-1)
	c.list.ScrollTo(c.marked)
	c.list.Refresh()
}

// onKey moves the mark while the keyboard stays with the path.
func (c *Chooser) onKey(k fyne.KeyName) bool {
	const page = 8
	switch k {
	case fyne.KeyDown:
		c.mark(c.marked + 1)
	case fyne.KeyUp:
		c.mark(c.marked - 1)
	case fyne.KeyPageDown:
		c.mark(c.marked + page)
	case fyne.KeyPageUp:
		c.mark(c.marked - page)
	default:
		return false
	}
	return true
}

// take goes into a folder or confirms a file: what is marked in the list, else what is typed.
func (c *Chooser) take() {
	if c.marked >= 0 {
		c.open(c.marked, true)
		return
	}
	if isFolder(c.clean()) && !c.folders {
		c.enter(c.clean())
		return
	}
	if only := c.only(); !c.Fresh && !c.saves && only >= 0 && c.check() != nil { // the beginning of one name is enough
		c.open(only, true)
		return
	}
	c.Form.submit()
}

// only is the one thing that is listed; -1: there are none or several.
func (c *Chooser) only() int {
	if len(c.shown) == 1 && c.shown[0].name != upwards {
		return 0
	}
	return -1
}

// pressed is the button: it takes a folder as it stands where one may be taken.
func (c *Chooser) pressed() {
	if c.marked < 0 && isFolder(c.clean()) && (c.Either || c.folders) {
		c.Form.submit()
		return
	}
	c.take()
}

// open goes into a folder of the list, or takes a file: its name, and with sure set for good.
func (c *Chooser) open(at int, sure bool) {
	f := c.shown[at]
	dir, _ := c.split()
	switch {
	case f.name == upwards:
		c.enter(filepath.Dir(filepath.Clean(dir)))
	case f.dir:
		c.enter(filepath.Join(dir, f.name))
	default:
		c.setPath(filepath.Join(dir, f.name))
		if sure && !c.saves {
			c.Form.submit()
		}
	}
}

// chooserList is the list below the path. It takes the form's keys as well.
type chooserList struct {
	widget.List
	AltKeys
	c *Chooser
}

func newChooserList(c *Chooser) *chooserList {
	l := &chooserList{c: c}
	l.Length = func() int { return len(c.shown) }
	l.CreateItem = func() fyne.CanvasObject {
		name := widget.NewLabel("")
		name.Truncation = fyne.TextTruncateEllipsis
		return container.NewStack(canvas.NewRectangle(nil), container.NewBorder(nil, nil, widget.NewIcon(nil), nil, name))
	}
	l.UpdateItem = func(i widget.ListItemID, o fyne.CanvasObject) {
		if row, ok := o.(*fyne.Container); ok && i < len(c.shown) {
			c.drawRow(row, i)
		}
	}
	l.OnSelected = func(i widget.ListItemID) {
		l.UnselectAll() // a second click on the same line counts as well
		if i < len(c.shown) {
			c.open(i, false)
			c.Form.window.Canvas().Focus(c.path)
		}
	}
	l.OnHighlighted = func(i widget.ListItemID) { c.mark(i) }
	l.ExtendBaseWidget(l)
	return l
}

// TypedKey hands everything but the form's keys to the list.
func (l *chooserList) TypedKey(k *fyne.KeyEvent) {
	switch k.Name {
	case fyne.KeyEscape:
		l.c.Form.Close()
	case fyne.KeyReturn, fyne.KeyEnter:
		l.c.take()
	default:
		if !winkey.Type(k) {
			l.List.TypedKey(k)
		}
	}
}

// drawRow draws one line of the list.
func (c *Chooser) drawRow(row *fyne.Container, i int) {
	for _, part := range row.Objects {
		switch part := part.(type) {
		case *canvas.Rectangle:
			part.FillColor = color.Transparent
			if i == c.marked {
				part.FillColor = theme.Color(theme.ColorNameSelection)
			}
			part.Refresh()
		case *fyne.Container:
			c.drawRow(part, i)
		case *widget.Label:
			part.SetText(c.shown[i].name)
		case *widget.Icon:
			icon := theme.FileIcon()
			switch {
			case c.shown[i].name == upwards:
				icon = theme.MoveUpIcon()
			case c.shown[i].dir:
				icon = theme.FolderIcon()
			}
			part.SetResource(icon)
		}
	}
}
