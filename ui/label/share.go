package label

import (
	"errors"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"duotone/app/project"
	"duotone/app/project/assign"
	"duotone/app/project/ledger"
	"duotone/app/project/report"
	"duotone/ui/kit"
	"duotone/ui/kit/speech"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
)

// shareForm asks who gets which posts.
type shareForm struct {
	*kit.Form
	people, overlap, seed *kit.FormEntry
	each                  *kit.FormSelect
	open, embed, order    *kit.FormCheck
}

// onShare asks how the posts are shared out: a file for each person.
func (t *team) onShare() {
	var s *shareForm
	s = t.newShareForm(func() { t.l.presenter.Share(s.share()) })
	s.Show(lang.L("Share the posts out…"), 600)
}

func (t *team) newShareForm(then func()) *shareForm {
	s := &shareForm{Form: kit.NewForm(t.l.window, lang.L("Share out"), then)}
	s.After = t.l.focus
	s.people = s.Entry(lang.L("Who"), strings.Join(t.people(), ", "), nil)
	s.people.SetPlaceHolder(lang.L("Ana, Ben, Cleo"))
	s.overlap = s.Entry(lang.L("Shared, %"), "15", nil)
	s.each = s.Choice(lang.L("Shared by"), []string{lang.L("everybody"), lang.L("two people"), lang.L("three people"), lang.L("four people")}, 0)
	s.seed = s.Entry(lang.L("Seed"), "1", wholeNumber)
	s.open, s.embed, s.order = s.Check(lang.L("only posts that nobody has labelled"), false), s.Check(lang.L("put the pictures into the files"), true),
		s.Check(lang.L("keep the order: else each has one of chance, and nobody sees which posts are shared"), false)
	s.Add(lang.L("Posts"), container.NewVBox(s.open, s.embed, s.order))
	each := kit.NewParagraph("")
	tell := func() {
		each.SetText("")
		if p := s.share(); s.check() == nil {
			plan := assign.Plan{People: p.People, Overlap: p.Overlap, Each: p.Each}
			own, shared := plan.Expect(t.l.state.View.Posts)
			each.SetText(lang.L("About {{.each}} posts a person; {{.shared}} posts go to several.", map[string]any{"each": own, "shared": shared}))
		}
	}
	s.people.OnChanged, s.overlap.OnChanged, s.each.OnChanged = func(string) { tell() }, func(string) { tell() }, func(string) { tell() }
	tell()
	s.Add("", each)
	s.Add("", kit.NewParagraph(lang.L("Each gets a project beside this one, without anybody else's answers; Merge… joins the work again.")))
	s.Checks = append(s.Checks, s.check)
	return s
}

// check tells what is wrong with what was typed.
func (s *shareForm) check() error {
	p := s.share()
	if len(p.People) < 2 {
		return errors.New(lang.L("Name two people or more, with commas between them."))
	}
	if math.IsNaN(p.Overlap) || p.Overlap < 0 || p.Overlap > 1 {
		return errors.New(lang.L("Of the posts 0 to 100 % can be shared."))
	}
	if p.Each > len(p.People) {
		return errors.New(lang.L("There are fewer people than are to share a post."))
	}
	return assign.Plan{People: p.People, Overlap: p.Overlap, Each: p.Each}.Check()
}

func (s *shareForm) share() assign.Share {
	part, err := strconv.ParseFloat(strings.NewReplacer("%", "", " ", "", ",", ".").Replace(s.overlap.Text), 64)
	if err != nil {
		part = math.NaN()
	}
	out := assign.Share{Overlap: part / 100, Seed: int64(targetOf(s.seed.Text)), Open: s.open.Checked, Embed: s.embed.Checked, KeepOrder: s.order.Checked}
	if at := s.each.SelectedIndex(); at > 0 {
		out.Each = at + 1
	}
	for name := range strings.SplitSeq(s.people.Text, ",") {
		if clean, err := ledger.CleanName(name); err == nil {
			out.People = append(out.People, clean)
		}
	}
	return out
}

// onSample asks which posts are drawn into a project of their own.
func (t *team) onSample() {
	ways := []string{"random", "label", "parts", "model", "column:"}
	names := []string{lang.L("At random"), lang.L("As many of each final label as its part of all"), lang.L("As many with words, with pictures, with both"),
		lang.L("As many of each of the model's labels"), lang.L("As many of each value of a column")}
	for _, o := range project.Orders {
		if o.NeedsModel() {
			ways, names = append(ways, string(o)), append(names, orderName(o))
		}
	}
	var n, column *kit.FormEntry
	var by *kit.FormSelect
	var even, embed *kit.FormCheck
	f := kit.NewForm(t.l.window, lang.L("Next…"), func() {
		draw := assign.Draw{Posts: targetOf(n.Text), By: ways[max(by.SelectedIndex(), 0)], Even: even.Checked, Seed: 1}
		if draw.By == "column:" {
			draw.By += strings.TrimSpace(column.Text)
		}
		name := strings.TrimSuffix(filepath.Base(t.l.state.Path), project.Ext) + "-sample" + project.Ext
		t.l.projects.saveAs(lang.L("Draw some posts…"), name, func(path string) { t.l.presenter.Sample(draw, path, embed.Checked) })
	})
	f.After = t.l.focus
	n = f.Entry(lang.L("How many posts"), strconv.Itoa(min(200, max(1, t.l.state.View.Posts))), func(text string) error {
		if targetOf(text) < 1 {
			return errors.New(lang.L("“{{.text}}” is not a whole number.", map[string]any{"text": text}))
		}
		return nil
	})
	by = f.Choice(lang.L("Which"), names, 0)
	column = f.Entry(lang.L("Column"), "", func(text string) error {
		if by.SelectedIndex() == slices.Index(ways, "column:") && strings.TrimSpace(text) == "" {
			return errors.New(lang.L("Name the column, as it is written in the file that was imported."))
		}
		return nil
	})
	column.SetPlaceHolder(strings.Join(slices.Sorted(maps.Keys(t.l.state.View.Item.Columns)), ", "))
	even, embed = f.Check(lang.L("the same number of each, as far as there are"), false), f.Check(lang.L("put the pictures into the files"), true)
	f.Add(lang.L("Besides"), container.NewVBox(even, embed))
	f.Add("", kit.NewParagraph(lang.L("The new project has nobody's answers: for a pilot, or to try a codebook.")))
	f.Show(lang.L("Draw some posts…"), 600)
}

// onReport asks what of the people's agreement is written, and then where.
func (t *team) onReport() {
	var kind *kit.FormSelect
	var nameless, wordless *kit.FormCheck
	f := kit.NewForm(t.l.window, lang.L("Next…"), func() {
		o := report.Options{Nameless: nameless.Checked, Wordless: wordless.Checked, Language: speech.Language(), Say: speech.Say}
		if kind.SelectedIndex() == 1 {
			c := kit.ChooseFolder(t.l.window, lang.L("Agreement report…"), lang.L("Save"), filepath.Join(t.l.state.Folder(), "agreement"), func(path string) { t.l.presenter.Report(path, true, o) })
			c.Fresh, c.Form.After = true, t.l.focus
			return
		}
		t.l.projects.saveAs(lang.L("Agreement report…"), "agreement.html", func(path string) { t.l.presenter.Report(path, false, o) })
	})
	f.After = t.l.focus
	kind = f.Choice(lang.L("As"), []string{lang.L("one page (HTML)"), lang.L("tables (CSV files in a folder)")}, 0)
	nameless, wordless = f.Check(lang.L("people are A, B …"), false), f.Check(lang.L("leave out the posts' words"), false)
	f.Add(lang.L("Kept back"), container.NewVBox(nameless, wordless))
	f.Add("", kit.NewParagraph(lang.L("Who did how much, how far people agree on each question and label, and the posts on which they differ most.")))
	f.Show(lang.L("Agreement report…"), 560)
}
