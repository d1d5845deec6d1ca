package label

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"duotone/app/present/label"
	"duotone/app/project"
	"duotone/app/project/assign"
	"duotone/app/project/ledger"
	"duotone/ui/kit"
	"duotone/ui/kit/paint"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// team is who labels, how far they are, and how far they agree.
type team struct {
	l     *Pane
	asked bool
	shown *label.Team
}

// ask works it out, to be shown when it is there.
func (t *team) ask() {
	t.asked = true
	t.l.presenter.Team()
}

// draw shows what was asked for when it is there.
func (t *team) draw(st *label.State) {
	if !t.asked || st.Team == nil || st.Team == t.shown || st.Work != nil {
		return
	}
	t.asked, t.shown = false, st.Team
	t.form(st.Team).Show(lang.L("People and progress…"), 720)
}

// form lists everybody with a target that can be changed.
func (t *team) form(of *label.Team) *kit.Form {
	targets := map[string]*kit.FormEntry{}
	var more *kit.FormEntry
	f := kit.NewForm(t.l.window, lang.L("Keep the targets"), func() {
		set := map[string]int{}
		for name, e := range targets {
			if n := targetOf(e.Text); n > 0 {
				set[name] = n
			}
		}
		if name, n := newTarget(more.Text); name != "" {
			set[name] = n
		}
		t.l.presenter.Change(func(s *project.Settings) { s.Targets = set })
	})
	f.After = t.l.focus
	for _, finding := range of.Findings {
		f.Add("", kit.NewParagraph(speech.Say(finding)))
	}
	for _, p := range of.Progress {
		e := f.NewEntry()
		e.SetPlaceHolder(lang.L("no target"))
		if p.Target > 0 {
			e.SetText(strconv.Itoa(p.Target))
		}
		targets[p.Annotator] = e
		f.Checks = append(f.Checks, func() error { return wholeNumber(e.Text) })
		f.Add(p.Annotator, container.NewBorder(nil, nil, nil, narrow(e, 96), progressRow(p, of.Posts)))
	}
	more = f.Entry(lang.L("Somebody else"), "", func(text string) error {
		if name, n := newTarget(text); strings.TrimSpace(text) != "" && (name == "" || n == 0) {
			return errors.New(lang.L("Write a name and how many posts, as Ben 200."))
		}
		return nil
	})
	more.SetPlaceHolder(lang.L("Ben 200"))
	if len(of.Progress) > 0 {
		f.Begin(targets[of.Progress[0].Annotator])
	}
	return f
}

// progressRow tells of one person.
func progressRow(p assign.Progress, posts int) fyne.CanvasObject {
	bar := widget.NewProgressBar()
	bar.TextFormatter = func() string { return "" }
	goal := p.Target
	text := lang.L("{{.n}} posts", map[string]any{"n": p.Posts})
	if goal > 0 {
		text = lang.L("{{.n}} of {{.all}} posts", map[string]any{"n": p.Posts, "all": goal})
	} else {
		goal = posts
	}
	bar.Max = float64(max(goal, 1))
	bar.SetValue(float64(p.Posts))
	parts := []string{text}
	if p.Worked > 0 {
		parts = append(parts, lang.L("{{.time}} at work", map[string]any{"time": duration(p.Worked)}), lang.L("{{.s}} s an answer", map[string]any{"s": paint.Decimal(fmt.Sprintf("%.1f", p.Median.Seconds()))}))
	}
	if p.Sessions > 0 {
		parts = append(parts, lang.L("{{.n}} sessions, the longest {{.time}}", map[string]any{"n": p.Sessions, "time": duration(p.Longest)}), p.Last.Local().Format("2006-01-02 15:04"))
	}
	return container.NewVBox(container.New(thin{6}, bar), kit.NewQuietLabel(strings.Join(parts, " · ")))
}

// duration is a time in hours and minutes.
func duration(d time.Duration) string {
	d = d.Round(time.Minute)
	if d < time.Hour {
		return lang.L("{{.n}} min", map[string]any{"n": int(d.Minutes())})
	}
	return lang.L("{{.h}} h {{.n}} min", map[string]any{"h": int(d.Hours()), "n": int(d.Minutes()) % 60})
}

// narrow gives a control a width of its own.
func narrow(o fyne.CanvasObject, width float32) fyne.CanvasObject {
	return container.NewGridWrap(fyne.NewSize(width, o.MinSize().Height), o)
}

func targetOf(text string) int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// newTarget reads a name and a number after it.
func newTarget(text string) (string, int) {
	at := strings.LastIndexByte(strings.TrimSpace(text), ' ')
	if at < 0 {
		return "", 0
	}
	text = strings.TrimSpace(text)
	name, err := ledger.CleanName(text[:at])
	if err != nil {
		return "", 0
	}
	return name, targetOf(text[at:])
}

// wholeNumber tells that a text is none; empty is 0.
func wholeNumber(text string) error {
	if n, err := strconv.Atoi(strings.TrimSpace(text)); strings.TrimSpace(text) != "" && (err != nil || n < 0) {
		return errors.New(lang.L("“{{.text}}” is not a whole number.", map[string]any{"text": text}))
	}
	return nil
}

// people are those who label, or are to.
func (t *team) people() []string {
	v := &t.l.state.View
	all := map[string]bool{}
	for _, name := range v.Annotators {
		all[name] = true
	}
	for name := range v.Settings.Targets {
		all[name] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// onKnown asks whose answers are right, and what comes of posts whose answer is known.
func (t *team) onKnown() {
	v := &t.l.state.View
	finals := ledger.Finals(v.Annotators)
	names := []string{lang.L("as they are now")}
	for _, f := range finals {
		names = append(names, speech.Final(f.By, f.Annotator))
	}
	names = append(names, lang.L("nobody's: none is known any more"))
	ways := []project.GoldWay{project.GoldSilent, project.GoldPractice}
	at := 0
	if v.Settings.Gold == project.GoldPractice {
		at = 1
	}
	var whose, way *kit.FormSelect
	f := kit.NewForm(t.l.window, lang.L("OK"), func() {
		if i := way.SelectedIndex(); i >= 0 && ways[i] != v.Settings.Gold {
			t.l.presenter.Change(func(s *project.Settings) { s.Gold = ways[i] })
		}
		switch i := whose.SelectedIndex(); {
		case i <= 0:
		case i <= len(finals):
			t.l.presenter.Known(finals[i-1], false)
		default:
			t.l.presenter.Known(ledger.Final{}, true)
		}
	})
	f.After = t.l.focus
	whose = f.Choice(lang.L("The right answers are"), names, 0)
	way = f.Choice(lang.L("Whoever answers"), []string{lang.L("is told nothing: it stands in the report"), lang.L("is told at once whether it was right: practice")}, at)
	f.Add("", kit.NewParagraph(lang.L("Posts whose answer is known are asked like all others. Nobody sees which they are; sharing out gives them to everybody.")))
	f.Show(lang.L("Known answers…"), 560)
}
