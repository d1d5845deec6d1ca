package batch

import (
	"fmt"
	"image/color"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/batch"
	"duotone/app/present/score"
	"duotone/ui/kit/paint"
	"duotone/ui/kit/script"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	duotheme "duotone/ui/theme"
)

// row is one line of the list: a picture, words, and a text for each column that is shown. Its texts are cut here: a label of Fyne's shapes
// each of them many times over to find its end.
type row struct {
	widget.BaseWidget
	table *rowTable
	back  *canvas.Rectangle // stands out where this row is read
	mark  *canvas.Rectangle // in the colour of the label
	thumb *canvas.Image
	words *canvas.Text
	cells []*canvas.Text // one a column of score.Columns

	line line
}

// line is what a row says.
type line struct {
	colour  fyne.ThemeColorName // of its mark
	read    bool
	words   string
	cells   []cell
	columns []score.Column // that are shown, in the order of cells
}

type cell struct {
	text   string
	stands bool // it is written bold
}

func (t *rowTable) newRow() fyne.CanvasObject {
	made := &row{table: t, back: canvas.NewRectangle(color.Transparent), mark: canvas.NewRectangle(color.Transparent), thumb: &canvas.Image{},
		words: canvas.NewText("", color.Transparent)}
	made.thumb.FillMode, made.thumb.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleFastest
	for range score.Columns {
		made.cells = append(made.cells, canvas.NewText("", color.Transparent))
	}
	made.line.colour = theme.ColorNameDisabled
	made.ExtendBaseWidget(made)
	return made
}

// Spoken is the row as text.
func (r *row) Spoken() string {
	parts := []string{r.line.words}
	for i, c := range r.line.cells {
		if c.text != "" {
			parts = append(parts, columnOf(r.line.columns[i]).name+": "+c.text)
		}
	}
	return strings.Join(parts, " · ")
}

// CreateRenderer draws the row.
func (r *row) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{r.back, r.mark, r.thumb, r.words}
	for _, c := range r.cells {
		objects = append(objects, c)
	}
	return &rowRenderer{r, objects}
}

type rowRenderer struct {
	r       *row
	objects []fyne.CanvasObject
}

func (r *rowRenderer) Destroy()                     {}
func (r *rowRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *rowRenderer) MinSize() fyne.Size           { return fyne.NewSize(240, rowHeight()) }
func (r *rowRenderer) Refresh()                     { r.Layout(r.r.Size()) }

func (r *rowRenderer) Layout(size fyne.Size) {
	o, p := r.r, paint.Of(r.r.Theme())
	half, at := theme.Padding()/2, o.table.spread(size.Width, o.line.columns)
	ground, wide := color.Color(color.Transparent), theme.TextSize()*markWidth
	if o.line.read {
		ground, wide = p.Color(theme.ColorNameSelection), wide*1.6
	}
	paint.SetFill(o.back, ground)
	paint.SetFill(o.mark, p.Color(o.line.colour))
	paint.Place(o.back, 0, -half, size.Width, size.Height+2*half)
	paint.Place(o.mark, 0, -half, wide, size.Height+2*half)
	paint.Place(o.thumb, at.thumb, 0, at.side, size.Height)
	in := theme.InnerPadding()
	write := func(t *canvas.Text, text string, bold bool, x, w float32) {
		style := fyne.TextStyle{Bold: bold}
		paint.SetText(t, script.Visual(paint.Fit(script.Drawable(text), w-in-half, p.Text(), style)), p.Ink(), p.Text(), style)
		begins := x + in
		if script.Direction(text) < 0 { // begins at the right
			begins += w - in - half - t.MinSize().Width
		}
		paint.PlaceText(t, begins, 0, size.Height)
	}
	write(o.words, o.line.words, o.line.read, at.words, at.wordsWide)
	for i, c := range score.Columns {
		k := slices.Index(o.line.columns, c)
		paint.SetVisible(o.cells[i], k >= 0)
		if k >= 0 {
			write(o.cells[i], o.line.cells[k].text, o.line.cells[k].stands, at.columns[k], at.widths[k])
		}
	}
}

// rowHeight is that of a row without what the list keeps free between two.
func rowHeight() float32 { return theme.TextSize()*2.6 - theme.Padding() }

const markWidth = 0.5 // times the text's size

// places are where the parts of a row lie, across.
type places struct {
	width, unit float32 // that they are for
	of          []score.Column

	thumb, side, words, wordsWide float32
	columns, widths               []float32
}

// wordsLeast is what the words keep, times the text's size, as long as columns are wider than their names.
const wordsLeast = 10

// spread lays the columns out behind the words, which get what is left. A column has room for its name at least; where the words would have next to
// nothing, the others give way as far as that.
func (t *rowTable) spread(width float32, columns []score.Column) places {
	unit, p := theme.TextSize(), &t.places
	if p.width == width && p.unit == unit && slices.Equal(p.of, columns) {
		return *p
	}
	*p = places{width: width, unit: unit, of: slices.Clone(columns), thumb: unit * (markWidth + 0.5), side: unit * 3.2}
	p.words = p.thumb + p.side
	least, spare := make([]float32, len(columns)), float32(0)
	x := width
	for i, c := range columns {
		look := columnOf(c)
		least[i] = fyne.MeasureText(look.name, unit, fyne.TextStyle{Bold: true}).Width + 2*theme.InnerPadding() + theme.Padding()
		p.widths = append(p.widths, max(unit*look.width, least[i]))
		spare += p.widths[i] - least[i]
		x -= p.widths[i]
	}
	if lacking := min(spare, p.words+wordsLeast*unit-x); lacking > 0 {
		for i := range p.widths {
			p.widths[i] -= lacking * (p.widths[i] - least[i]) / spare
		}
		x += lacking
	}
	p.wordsWide = max(0, x-p.words)
	for _, w := range p.widths {
		p.columns = append(p.columns, x)
		x += w
	}
	return *p
}

func (t *rowTable) drawRow(id widget.ListItemID, o fyne.CanvasObject) {
	st := t.results.pane.state
	if made, ok := o.(*row); ok && id < len(st.View) {
		made.draw(st, st.View[id], id == st.Place)
	}
}

func (r *row) draw(st *score.State, at int, read bool) {
	v := &st.Rows[at]
	now := line{colour: duotheme.ColorNameNeutral, read: read, words: wordsOf(v), columns: st.Columns}
	if st.Marked[at] {
		now.words = "✓ " + now.words
	}
	switch {
	case v.Failed():
		now.colour = theme.ColorNameDisabled
	case v.Label == app.Negative:
		now.colour = duotheme.ColorNameNegative
	case v.Label == app.Positive:
		now.colour = duotheme.ColorNamePositive
	}
	for _, c := range st.Columns {
		text, stands := columnOf(c).text(st, at)
		now.cells = append(now.cells, cell{text, stands})
	}
	small, ok := st.Thumbs[at]
	if !ok && v.Image != "" {
		r.table.results.pane.presenter.WantThumb(at)
	}
	if r.thumb.Image != small {
		r.thumb.Image = small
		r.thumb.Refresh()
	}
	was := r.line
	if now.colour != was.colour || now.read != was.read || now.words != was.words || !slices.Equal(now.cells, was.cells) || !slices.Equal(now.columns, was.columns) {
		r.line = now
		r.Refresh()
	}
}

// wordsOf is what a row is known by: its words, the name of its picture, or why it failed.
func wordsOf(v *batch.Verdict) string {
	switch {
	case v.Failed():
		return short(failure(*v), 200)
	case strings.TrimSpace(v.Text) == "":
		return short(v.Image, 200)
	}
	return short(v.Text, 200)
}

// failure is why a row has no scores: its kind in the language of the window, and the result's own words.
func failure(v batch.Verdict) string {
	return strings.TrimSpace(speech.Say(app.KindSentence(v.Kind)) + " " + v.Message)
}

func percentOf(v *batch.Verdict, l app.Label) string { return fmt.Sprintf("%.0f %%", 100*v.Scores[l]) }

// column is how a column is drawn.
type column struct {
	name, hint string
	width      float32       // times the text's size
	orders     []batch.Order // that pressing its name goes through
	text       func(st *score.State, at int) (text string, stands bool)
}

// of makes a column's text of its row; a row that failed has none.
func of(text func(v *batch.Verdict) (string, bool)) func(*score.State, int) (string, bool) {
	return func(st *score.State, at int) (string, bool) {
		if v := &st.Rows[at]; !v.Failed() {
			return text(v)
		}
		return "", false
	}
}

func columnOf(c score.Column) column {
	switch c {
	case score.ColumnSays:
		return column{lang.L("Says"), lang.L("What the post says, words and picture together"), 7.8, []batch.Order{batch.ByNegative, batch.ByPositive}, says}
	case score.ColumnMeans:
		return column{lang.L("Means"), lang.L("What its author means; bold where that is something else than it says"), 5.8, []batch.Order{batch.BySarcasm}, of(means)}
	case score.ColumnAnswer:
		return column{lang.L("Answer"), lang.L("What the pack's head answers to the question that it was learned for, and how sure it is"), 9, []batch.Order{batch.ByAnswer, batch.ByUnsure}, of(answer)}
	case score.ColumnDisagree:
		return column{lang.L("Disagree"), lang.L("The probability that words and picture disagree (incongruity)."), 5.8, []batch.Order{batch.ByIncongruity},
			func(st *score.State, at int) (string, bool) { return fraction(st.Rows[at].Incongruity, st.Limit) }}
	case score.ColumnIrony:
		return column{lang.L("Irony"), lang.L("The probability that the words mean the opposite of what they say."), 5, []batch.Order{batch.ByIrony},
			func(st *score.State, at int) (string, bool) { return fraction(st.Rows[at].Irony, 2) }}
	case score.ColumnCarried:
		return column{lang.L("Carried by"), lang.L("Which of words and picture mattered more"), 6.8, []batch.Order{batch.ByPicture}, of(carried)}
	case score.ColumnOwn:
		return column{lang.L("In the file"), lang.L("The label that the file had already; bold where it is another one than what the post says or means"), 6.2, []batch.Order{batch.ByOwn}, of(own)}
	case score.ColumnYours:
		return column{lang.L("You say"), lang.L("What you said of the post"), 5.6, nil, func(st *score.State, at int) (string, bool) { return yours(st, at), false }}
	case score.ColumnLanguage:
		return column{lang.L("Language"), lang.L("The language of the words"), 11, nil, of(func(v *batch.Verdict) (string, bool) { return speech.LanguageName(v.Language), false })}
	default:
		return column{lang.L("Identifier"), lang.L("The column that names each post"), 7, []batch.Order{batch.ByRow}, func(st *score.State, at int) (string, bool) { return short(st.Rows[at].ID, 40), false }}
	}
}

func says(st *score.State, at int) (string, bool) {
	v := &st.Rows[at]
	if v.Failed() {
		return lang.L("error"), true
	}
	return speech.Label(v.Label) + " " + percentOf(v, v.Label), false
}

func means(v *batch.Verdict) (string, bool) {
	if v.Means == nil {
		return "", false
	}
	return speech.Label(*v.Means), *v.Means != v.Label
}

// answer is what a head gives.
func answer(v *batch.Verdict) (string, bool) {
	switch {
	case !v.Answered:
		return "", false
	case v.Answer == "":
		return lang.L("none of them"), false
	}
	return fmt.Sprintf("%s %.0f %%", short(v.Answer, 40), 100*v.AnswerSure), false
}

func carried(v *batch.Verdict) (string, bool) {
	if v.Words == nil || v.Picture == nil || v.Dominant == app.Nothing {
		return "", false
	}
	return lang.L(string(v.Dominant)), false
}

// own is the file's label, in the language of the window where it is a sentiment.
func own(v *batch.Verdict) (string, bool) {
	l, ok := v.OwnLabel()
	if !ok {
		return short(v.Own, 30), false
	}
	return speech.Label(l), l != v.Label && (v.Means == nil || l != *v.Means)
}

// fraction is a probability, which stands out from a limit on; a negative one is not known.
func fraction(v, limit float64) (string, bool) {
	if v < 0 {
		return "", false
	}
	return paint.Fraction(v), v >= limit
}

// yours is what the person said of a row.
func yours(st *score.State, at int) string {
	said := st.Yours[at]
	if l, ok := app.ParseLabel(said); ok {
		return speech.Label(l)
	}
	return said
}
