package ui

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"duotone/app"
	"duotone/app/measure"
	"duotone/app/project"
	"duotone/ui/kit"
	"duotone/ui/kit/plot"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// measurePane holds models against people's labels: figures, the posts behind each cell of the confusion matrix,
// calibration, slices, two packs side by side, and how far people agree.
type measurePane struct {
	deps    Deps
	content fyne.CanvasObject

	file      *widget.Label
	final     *widget.Select
	first     *widget.Select
	second    *widget.Select
	figures   *fyne.Container
	matrix    *fyne.Container // confusion and plot
	confusion *plot.Confusion
	posts     *fyne.Container
	plot      *plot.Sheet
	slices    *fyne.Container
	people    *fyne.Container
	save      *kit.PressButton

	path      string
	temporary string // a folder that goes when the pane is closed
	quiet     bool
	found     *measured // nil: nothing measured yet
	cell      *[2]int   // of the confusion matrix, whose posts are listed; nil: none

	ctx    context.Context
	stop   context.CancelFunc
	cancel context.CancelFunc // of the measuring that is running
	turn   int
	done   sync.WaitGroup
}

// measured is what was found, whole: it is worked out away from the window and shown at once.
type measured struct {
	people  []string
	packs   []string
	all     []project.Evaluation
	cases   [][]project.Case
	test    measure.Test
	both    int
	missing int
	plot    image.Image
	stats   project.Stats
}

func newMeasure(deps Deps) pane {
	m := &measurePane{deps: deps}
	m.ctx, m.stop = context.WithCancel(context.Background())
	m.buildUI()
	return m
}

// Title is the tab's name.
func (m *measurePane) Title() string { return lang.L("Measure") }

// Content is the pane.
func (m *measurePane) Content() fyne.CanvasObject { return m.content }

// Shown measures the project that was labelled last.
func (m *measurePane) Shown() {
	if path := m.deps.Settings().Project; path != "" && (m.path == "" || m.path == path) {
		m.path = path
		m.measure()
	}
}

// Drop measures another project.
func (m *measurePane) Drop(paths []string) bool {
	if len(paths) != 1 || !strings.EqualFold(filepath.Ext(paths[0]), project.Ext) {
		m.deps.Message(app.MessageWarning, lang.L("Drop one labelling project here."), "")
		return true
	}
	m.path = paths[0]
	m.measure()
	return true
}

// Close ends what is running.
func (m *measurePane) Close() {
	m.stop()
	m.done.Wait()
	kit.RemoveFolder(m.temporary)
}

func (m *measurePane) buildUI() {
	m.file = widget.NewLabel(lang.L("Open a labelling project in the Label pane, or drop one here."))
	m.file.Truncation = fyne.TextTruncateEllipsis
	again := func(string) {
		if !m.quiet {
			m.measure()
		}
	}
	m.final, m.first, m.second = widget.NewSelect(nil, again), widget.NewSelect(nil, again), widget.NewSelect(nil, again)
	m.final.PlaceHolder, m.first.PlaceHolder, m.second.PlaceHolder = lang.L("Final label"), lang.L("Pack"), lang.L("Second pack")
	m.save = kit.NewPressButton(lang.L("Save tables and plots…"), theme.DocumentSaveIcon(), m.onSave)
	m.save.Disable()
	m.figures, m.slices, m.people, m.posts = container.NewVBox(), container.NewVBox(), container.NewVBox(), container.NewStack()
	m.confusion = plot.NewConfusion(lang.L("people"), lang.L("the model"))
	m.confusion.OnCell = m.onCell
	m.plot = plot.NewSheet()
	m.plot.Image.SetMinSize(fyne.NewSize(360, 288))
	m.matrix = container.New(layout.NewGridWrapLayout(fyne.NewSize(380, 300)), m.confusion, m.plot, m.posts)
	m.matrix.Hide() // until there is something in it
	bar := container.NewVBox(container.NewBorder(nil, nil, nil, m.save, m.file), container.NewGridWithColumns(3, m.final, m.first, m.second))
	all := kit.NewKeyScroll(container.NewVBox(m.figures, m.matrix, m.slices, m.people))
	under := all.Ring.Around(all) // Tab goes in this order
	m.content = container.New(kit.Margins{Width: kit.Margin}, container.New(layout.NewBorderLayout(bar, nil, nil, nil), bar, under))
}

// measure works everything out away from the window. The last request wins.
func (m *measurePane) measure() {
	if m.cancel != nil {
		m.cancel()
	}
	ctx, cancel := context.WithCancel(m.ctx)
	m.cancel = cancel
	m.turn++
	turn, path, final, first, second := m.turn, m.path, chosenFinal(m.final), m.first.Selected, m.second.Selected
	m.file.SetText(filepath.Base(path) + " …")
	m.done.Go(func() {
		defer cancel()
		found, err := measureProject(ctx, path, final, first, second)
		fyne.Do(func() {
			if turn != m.turn {
				return
			}
			m.file.SetText(filepath.Base(path))
			if err != nil {
				m.deps.Fail(err)
				return
			}
			m.show(found)
		})
	})
}

// measureProject reads a project and works out all that the pane shows.
func measureProject(ctx context.Context, path string, final project.Final, first, second string) (*measured, error) {
	p, err := project.OpenToRead(ctx, path)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	found := &measured{}
	if found.stats, err = p.Stats(ctx); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, one := range found.stats.People {
		if !seen[one.Annotator] {
			seen[one.Annotator] = true
			found.people = append(found.people, one.Annotator)
		}
	}
	most := ""
	for name, n := range found.stats.Packs {
		found.packs = append(found.packs, name)
		if most == "" || n > found.stats.Packs[most] || n == found.stats.Packs[most] && name < most {
			most = name
		}
	}
	if _, ok := found.stats.Packs[first]; !ok {
		first = most
	}
	for i, pack := range []string{first, second} {
		if _, ok := found.stats.Packs[pack]; !ok || i == 1 && pack == first {
			continue
		}
		cases, missing, err := p.Cases(ctx, final, pack)
		if err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		found.all, found.cases = append(found.all, project.Evaluate(pack, cases)), append(found.cases, cases)
		found.missing = max(found.missing, missing)
	}
	if len(found.all) == 2 {
		found.test, found.both = project.Compare(found.cases[0], found.cases[1])
	}
	if len(found.all) > 0 && found.all[0].Metrics.N > 0 {
		var b bytes.Buffer
		if err := measure.PlotReliability(&b, "png", found.all[0].Pack, found.all[0].Calibration,
			func(text string) string { return lang.L(text) }); err != nil {
			return nil, err
		}
		if found.plot, err = png.Decode(&b); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// show draws what was found.
func (m *measurePane) show(found *measured) {
	m.found = found
	m.quiet = true
	selected := m.final.SelectedIndex()
	m.final.SetOptions(finals(found.people))
	m.final.SetSelectedIndex(max(selected, 0))
	m.first.SetOptions(found.packs)
	others := []string{"–"}
	for _, pack := range found.packs {
		if len(found.all) == 0 || pack != found.all[0].Pack { // a pack is not held against itself
			others = append(others, pack)
		}
	}
	m.second.SetOptions(others)
	if len(found.all) > 0 {
		m.first.SetSelected(found.all[0].Pack)
	}
	if len(found.all) < 2 {
		m.second.ClearSelected()
	}
	m.quiet = false
	m.figures.RemoveAll()
	m.posts.RemoveAll()
	m.slices.RemoveAll()
	if len(found.all) == 0 {
		m.figures.Add(kit.NewParagraph(lang.L("No model has scored this project yet: “Let the model score the posts” in the Label pane.")))
	} else if found.all[0].Metrics.N == 0 {
		m.figures.Add(kit.NewParagraph(lang.L("No post has both a final label and the model's scores.")))
	}
	measuredAny := len(found.all) > 0 && found.all[0].Metrics.N > 0
	kit.Enable(m.save, measuredAny)
	kit.Show(m.matrix, measuredAny)
	m.plot.Set(found.plot)
	if measuredAny {
		names := []string{speech.Label(app.Negative), speech.Label(app.Neutral), speech.Label(app.Positive)}
		m.confusion.Set(names, found.all[0].Metrics.Confusion)
		if m.cell != nil {
			m.onCell(m.cell[0], m.cell[1])
		} else {
			m.posts.Add(kit.NewParagraph(lang.L("Choose a cell to see the posts behind it.")))
		}
		m.showFigures(found)
		m.showSlices(found)
	}
	m.showPeople(found.stats)
	m.content.Refresh()
}

// two is a figure with two digits, and its interval where there is one.
func two(i measure.Interval) string {
	switch {
	case math.IsNaN(i.Value):
		return "–"
	case math.IsNaN(i.Low):
		return fmt.Sprintf("%.2f", i.Value)
	}
	return fmt.Sprintf("%.2f [%.2f, %.2f]", i.Value, i.Low, i.High)
}

func bare(x float64) string { return two(measure.Interval{Value: x, Low: math.NaN()}) }

// asTable lays texts out in columns; the first row has the names.
func asTable(rows [][]string) fyne.CanvasObject {
	grid := container.NewGridWithColumns(len(rows[0]))
	for i, row := range rows {
		for _, cell := range row {
			l := widget.NewLabel(cell)
			l.TextStyle.Bold = i == 0
			l.Truncation = fyne.TextTruncateEllipsis
			grid.Add(l)
		}
	}
	return grid
}

func (m *measurePane) showFigures(found *measured) {
	rows := [][]string{{"", lang.L("posts"), lang.L("accuracy"), lang.L("weighted F1"), lang.L("macro F1"), "ECE"}}
	for _, e := range found.all {
		rows = append(rows, []string{e.Pack, strconv.Itoa(e.Metrics.N), two(e.Accuracy), two(e.WeightedF1), two(e.MacroF1), bare(e.Calibration.ECE)})
	}
	m.figures.Add(asTable(rows))
	if found.missing > 0 {
		m.figures.Add(kit.NewParagraph(lang.L("{{.n}} labelled posts have no scores and are left out.", map[string]any{"n": found.missing})))
	}
	if len(found.all) == 2 {
		m.figures.Add(kit.NewParagraph(lang.L("McNemar on {{.n}} posts: only the first is right on {{.a}}, only the second on {{.b}}; exact p = {{.p}}.",
			map[string]any{"n": found.both, "a": found.test.OnlyA, "b": found.test.OnlyB, "p": fmt.Sprintf("%.2g", found.test.Exact)})))
	}
	rows = [][]string{{"", lang.L("precision"), lang.L("recall"), "F1", lang.L("posts")}}
	for i, l := range app.Labels {
		c := found.all[0].Metrics.Class[i]
		rows = append(rows, []string{speech.Label(l), bare(c.Precision), bare(c.Recall), bare(c.F1), strconv.Itoa(c.Support)})
	}
	m.figures.Add(asTable(rows))
}

func (m *measurePane) showSlices(found *measured) {
	group, rows := "", [][]string(nil)
	flush := func() {
		if len(rows) > 1 {
			m.slices.Add(asTable(rows))
		}
	}
	for _, s := range found.all[0].Slices {
		if s.N == 0 {
			continue
		}
		if s.Group != group { // its name is longer than a column is wide
			flush()
			group, rows = s.Group, [][]string{{lang.L("Slice"), lang.L("posts"), lang.L("accuracy"), lang.L("weighted F1")}}
			name := kit.NewParagraph(speech.Text(s.Group))
			name.TextStyle.Italic = true
			m.slices.Add(name)
		}
		rows = append(rows, []string{speech.Text(s.Name), strconv.Itoa(s.N), two(s.Accuracy), bare(s.WeightedF1)})
	}
	flush()
}

// showPeople shows how far people agree.
func (m *measurePane) showPeople(s project.Stats) {
	m.people.RemoveAll()
	rows := [][]string{{lang.L("Agreement"), lang.L("posts"), lang.L("percent"), "κ", "α", lang.L("α, ordinal")}}
	for _, a := range s.Agreement {
		all := append([]measure.Agreement{a.Overall}, a.Pairs...)
		if len(a.Overall.Coders) == 2 {
			all = all[:1]
		}
		for _, g := range all {
			rows = append(rows, []string{speech.Text(string(a.Pass)) + ": " + strings.Join(g.Coders, ", "), strconv.Itoa(g.Units), two(g.Percent),
				two(g.Kappa), two(g.Nominal), two(g.Ordinal)})
		}
	}
	if len(rows) > 1 {
		m.people.Add(asTable(rows))
	}
	for _, one := range s.People {
		if one.Repeated > 0 {
			m.people.Add(widget.NewLabel(lang.L("{{.name}} was asked again about {{.n}} posts and said the same of {{.same}}.",
				map[string]any{"name": one.Annotator, "n": one.Repeated, "same": one.Consistent})))
		}
	}
}

// onCell lists the posts behind a cell, the ones that the model is surest of first; each opens in the Analyse pane.
func (m *measurePane) onCell(row, col int) {
	if m.found == nil || len(m.found.cases) == 0 {
		return
	}
	m.cell = &[2]int{row, col}
	cases := project.Cell(m.found.cases[0], app.Label(row), app.Label(col))
	m.posts.RemoveAll()
	head := kit.NewParagraph(lang.L("{{.n}} posts that people call {{.truth}} and the model {{.said}}:",
		map[string]any{"n": len(cases), "truth": speech.Label(app.Label(row)), "said": speech.Label(app.Label(col))}))
	list := kit.NewPostList(len(cases), func(i int) string {
		c := cases[i]
		return fmt.Sprintf("%.2f  %s  %s", c.Score.Scores[col], c.Item.Name, strings.Join(strings.Fields(c.Item.Text), " "))
	}, func(i int) { m.openPost(cases[i].Item) })
	m.posts.Add(container.NewBorder(head, nil, nil, nil, list))
}

// openPost reads a post with its picture and shows it in the Analyse pane.
func (m *measurePane) openPost(item project.Item) {
	path := m.path
	m.done.Go(func() {
		p, err := project.OpenToRead(m.ctx, path)
		if err != nil {
			m.deps.Fail(err)
			return
		}
		defer p.Close()
		post := p.Pictures.Post(m.ctx, item)
		post.ID = item.Name
		if post.Err != nil {
			m.deps.Fail(post.Err)
			return
		}
		m.deps.Analyse(post)
	})
}

// onSave writes the tables as CSV and the plots as PNG and SVG.
func (m *measurePane) onSave() {
	found := m.found
	kit.ChooseFolder(m.deps.Window, lang.L("Save tables and plots…"), lang.L("Save here"), filepath.Dir(m.path), func(path string) {
		m.done.Go(func() {
			for i, e := range found.all {
				prefix, more := "", []project.Table(nil)
				if i == 1 {
					prefix = "second-"
					more = append(more, project.ComparisonTable(found.all[0].Pack, e.Pack, found.test, found.both))
				}
				if err := e.Write(path, prefix, found.cases[i], more...); err != nil {
					m.deps.Fail(err)
					return
				}
			}
			m.deps.Message(app.MessageInfo, lang.L("Tables and plots are in {{.path}}.", map[string]any{"path": path}), "")
		})
	}).Fresh = true
}
