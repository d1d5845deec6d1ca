// Package start draws the page that Duotone begins with: what it does, samples, and what was opened last. It takes any drop.
package start

import (
	"path/filepath"

	"duotone/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	look "duotone/ui/theme"
)

// Options are what the page offers.
type Options struct {
	Samples []string // titles, translated
	Sample  func(i int)
	New     func()            // begins a post
	Choose  func()            // asks for a file
	Open    func(path string) // opens a recent file
	Drop    func(paths []string)
	Recent  func() []string // files that were opened, the latest first
}

// Pane is the page.
type Pane struct {
	options Options
	recent  *fyne.Container
	fresh   *kit.PressButton
	none    *widget.Label
	shown   []string
	content fyne.CanvasObject
}

// New makes the page.
func New(o Options) *Pane {
	p := &Pane{options: o}
	p.buildUI()
	return p
}

// Title is its name.
func (p *Pane) Title() string { return lang.L("Start") }

// Content is the page.
func (p *Pane) Content() fyne.CanvasObject { return p.content }

// Drop hands dropped files on.
func (p *Pane) Drop(paths []string) bool {
	p.options.Drop(paths)
	return true
}

// Shown lists what was opened last, and takes the keyboard from what is no longer seen.
func (p *Pane) Shown() {
	p.Draw(p.options.Recent())
	if c := fyne.CurrentApp().Driver().CanvasForObject(p.fresh); c != nil {
		c.Focus(p.fresh)
	}
}

// Draw lists files.
func (p *Pane) Draw(recent []string) {
	p.shown = recent
	p.recent.RemoveAll()
	for _, path := range recent {
		b := kit.NewButton(filepath.Base(path), path, iconOf(path), func() { p.options.Open(path) })
		b.Importance, b.Alignment = widget.LowImportance, widget.ButtonAlignLeading
		p.recent.Add(b)
	}
	kit.Show(p.none, len(recent) == 0)
}

func iconOf(path string) fyne.Resource {
	switch filepath.Ext(path) {
	case ".duotone":
		return theme.DocumentIcon()
	case ".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff":
		return theme.FileImageIcon()
	case "":
		return theme.FolderIcon()
	}
	return theme.FileTextIcon()
}

func (p *Pane) buildUI() {
	title := widget.NewLabelWithStyle("Duotone", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	title.SizeName = theme.SizeNameHeadingText
	lines := container.New(layout.NewCustomPaddedVBoxLayout(-theme.InnerPadding()), title,
		kit.NewParagraph(lang.L("Type a post or drop its picture: Duotone says what it says, what it means, and whether words and picture disagree.")),
		kit.NewParagraph(lang.L("Drop a table or a folder of posts to score all of it, or to label it by hand.")),
		kit.NewParagraph(lang.L("Everything stays on this computer.")))

	p.fresh = kit.NewButton(lang.L("New post"), lang.L("Begin with an empty post"), theme.DocumentCreateIcon(), p.options.New)
	p.fresh.Importance = widget.HighImportance
	choose := kit.NewButton(lang.L("Open…"), lang.L("A picture, a table, a folder, a labelling project or a pack"), theme.FolderOpenIcon(), p.options.Choose)
	begin := container.NewHBox(p.fresh, choose)

	samples := container.New(layout.NewCustomPaddedVBoxLayout(0))
	for i, name := range p.options.Samples {
		b := kit.NewButton(name, lang.L("Open this example"), theme.MediaPlayIcon(), func() { p.options.Sample(i) })
		b.Importance, b.Alignment = widget.LowImportance, widget.ButtonAlignLeading
		samples.Add(b)
	}
	p.recent, p.none = container.New(layout.NewCustomPaddedVBoxLayout(0)), kit.NewQuietLabel(lang.L("Nothing was opened yet."))
	lists := container.New(layout.NewGridLayoutWithColumns(2),
		section(lang.L("Examples"), samples), section(lang.L("Opened last"), container.NewVBox(p.none, p.recent)))

	zone := kit.NewDropZone(lang.L("Drop anything here"), lang.L("A picture, a table, a folder, a labelling project or a pack"))
	page := container.NewVBox(lines, begin, zone, lists)
	p.content = kit.NewScroll(container.New(column{}, page))
}

func section(name string, body fyne.CanvasObject) fyne.CanvasObject {
	head := widget.NewLabelWithStyle(name, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	head.SizeName = look.SizeNameHeadline
	return container.NewVBox(head, body)
}

// column is a page of text in the middle, no wider than can be read.
type column struct{}

const pageWidth = 760

func (column) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(320, o[0].MinSize().Height+4*kit.Margin)
}

func (column) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := min(size.Width-2*kit.Margin, pageWidth*kit.LetterScale())
	o[0].Resize(fyne.NewSize(w, o[0].MinSize().Height))
	need := o[0].MinSize().Height
	o[0].Resize(fyne.NewSize(w, need))
	o[0].Move(fyne.NewPos((size.Width-w)/2, max(2*kit.Margin, (size.Height-need)*0.3)))
}
