package label

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"duotone/app"
	"duotone/app/present/label"
	"duotone/app/project/exchange"
	"duotone/app/project/find"
	"duotone/app/project/ledger"
	"duotone/ui/kit"
	"duotone/ui/kit/speech"
	"duotone/ui/kit/words"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// sheets are what the presenter was asked for and the pane shows over itself, each once.
type sheets struct {
	pane         *Pane
	wantsHistory bool
	recalled     *label.History // that was shown
	previewed    *label.Preview // likewise
}

// onHistory asks for what was ever done with the post that is shown, and what came along with it.
func (l *projects) onHistory() {
	l.wantsHistory = true
	l.presenter.Recall()
}

// drawHistory shows what was asked for when it is there.
func (s *sheets) drawHistory(st *label.State) {
	if !s.wantsHistory || st.History == nil || st.History == s.recalled {
		return
	}
	s.wantsHistory, s.recalled = false, st.History
	if st.History.Post != st.View.Item.ID { // the person has gone on meanwhile
		return
	}
	var rows []fyne.CanvasObject
	for _, name := range slices.Sorted(maps.Keys(st.View.Item.Columns)) {
		rows = append(rows, words.New(name+": "+app.Short(st.View.Item.Columns[name], 2000)))
	}
	if len(rows) > 0 {
		rows = append(rows, widget.NewSeparator())
	}
	for _, line := range st.History.Lines {
		if st.View.Blind && line.Who != st.View.Annotator {
			line.Who = lang.L("somebody") // whose names are hidden while one decides
		}
		rows = append(rows, words.New(historyText(line)))
	}
	if len(st.History.Lines) == 0 {
		rows = append(rows, kit.NewParagraph(lang.L("Nobody has done anything with this post.")))
	}
	texts := slices.Collect(maps.Values(st.View.Item.Columns))
	for _, line := range st.History.Lines {
		texts = append(texts, line.Value)
	}
	rows = append(rows, kit.NewLettersNote(texts...))
	s.sheet(lang.L("About this post"), container.NewVBox(rows...))
}

// sheet shows something in a window of its own, as large as there is room.
func (s *sheets) sheet(title string, content fyne.CanvasObject) {
	d := dialog.NewCustom(title, lang.L("Close"), container.NewVScroll(content), s.pane.window)
	size := s.pane.window.Canvas().Size()
	d.Resize(fyne.NewSize(min(640, size.Width-20), min(content.MinSize().Height+140, size.Height-20)))
	d.SetOnClosed(s.pane.focus)
	d.Show()
}

// historyText is one line of a history.
func historyText(h find.Line) string {
	what := map[ledger.Act]string{
		ledger.ActLabel: lang.L("answered"), ledger.ActFlag: lang.L("set the flag"), ledger.ActUnflag: lang.L("took off the flag"), ledger.ActNote: lang.L("noted"),
		ledger.ActSkip: lang.L("skipped"), ledger.ActLater: lang.L("put off"), ledger.ActAdjudicate: lang.L("decided"), ledger.ActClear: lang.L("took back the answer"),
		ledger.ActEdit: lang.L("edited"), ledger.ActGold: lang.L("set as known"),
	}[h.Act]
	text := fmt.Sprintf("%s · %s %s", h.At.Local().Format("2006-01-02 15:04"), h.Who, what)
	if h.At.Unix() == 0 {
		text = fmt.Sprintf("%s %s", h.Who, what)
	}
	for _, more := range []string{h.Target, speech.Text(app.Short(strings.Join(strings.Fields(h.Value), " "), 300))} {
		if more != "" {
			text += " " + more
		}
	}
	if h.Import {
		text += " · " + lang.L("imported")
	}
	if h.Undone {
		text += " · " + lang.L("taken back")
	}
	return text
}

// drawPreview shows what an import would do, and asks whether it is to be done.
func (s *sheets) drawPreview(st *label.State) {
	if st.Preview == nil || st.Preview == s.previewed || st.Work != nil {
		return
	}
	s.previewed = st.Preview
	rows := [][]string{{"", lang.L("new"), lang.L("changed"), lang.L("unchanged"), lang.L("failed"), lang.L("judgements and edits")}}
	var notes []fyne.CanvasObject
	for _, f := range st.Preview.Files {
		name := filepath.Base(f.Path)
		rows = append(rows, []string{name, fmt.Sprint(f.Posts), fmt.Sprint(f.Changed), fmt.Sprint(f.Unchanged), fmt.Sprint(f.Failed), fmt.Sprint(f.Events)})
		for _, left := range f.Left {
			notes = append(notes, kit.NewParagraph(lang.L("Ignored in {{.n}} rows, the first is row {{.first}}: {{.why}}",
				map[string]any{"n": left.Rows, "first": left.First, "why": speech.Say(left.Said)})))
		}
		for i, bad := range f.Problems {
			if i == 20 {
				notes = append(notes, kit.NewParagraph(lang.L("… and {{.n}} more", map[string]any{"n": f.Failed + f.Strange - 20})))
				break
			}
			notes = append(notes, kit.NewParagraph(lang.L("Row {{.n}}: {{.why}}", map[string]any{"n": bad.Row, "why": speech.Complaint(bad.Err)})))
		}
		for _, n := range f.Notes {
			notes = append(notes, kit.NewParagraph(speech.Say(n.Said)))
		}
	}
	paths := st.Preview.Paths
	means := map[string]*kit.FormSelect{}
	var ids []string
	f := kit.NewForm(s.pane.window, lang.L("Import"), func() {
		names := exchange.LabelNames{}
		for label, choice := range means {
			if at := choice.SelectedIndex(); at > 0 {
				names[label] = ids[at-1]
			}
		}
		s.pane.presenter.ImportAs(paths, names)
	})
	f.After = s.pane.focus
	f.Add("", kit.NewTable(rows))
	for _, note := range notes {
		f.Add("", note)
	}
	if q, ok := st.View.Codebook.Question(st.View.Codebook.Main()); ok {
		options := []string{lang.L("left out")}
		for _, one := range q.Offered() {
			ids, options = append(ids, one.ID), append(options, labelName(q, one))
		}
		for _, label := range unknownLabels(st.Preview) {
			means[label] = f.Choice(lang.L("“{{.label}}” is", map[string]any{"label": label}), options, 0)
		}
	}
	f.Show(lang.L("What would be imported"), 700)
}

// unknownLabels are labels of an import that no question has, as many as can be asked about at once.
func unknownLabels(p *label.Preview) (all []string) {
	const most = 8
	for _, f := range p.Files {
		for _, label := range f.Unknown {
			if !slices.Contains(all, label) && len(all) < most {
				all = append(all, label)
			}
		}
	}
	return all
}
