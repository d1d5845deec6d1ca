package report

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/measure"
	"duotone/app/project"
	"duotone/app/project/assign"
	"duotone/app/project/figures"
	"duotone/app/project/ledger"
)

// Options say how much a report gives away.
type Options struct {
	Nameless bool                      // people are A, B, …
	Wordless bool                      // posts' words are left out
	Language string                    // of the page, as an HTML code; "": English
	Say      func(app.Sentence) string // says a sentence in that language; nil: in English
}

// Report is what there is to tell.
type Report struct {
	Name      string // of the project
	Posts     int
	Stats     figures.Stats
	Progress  []assign.Progress
	Questions []Question
	Disputed  []Dispute // posts on which people differ, most first
	book      *codebook.Codebook
	language  string
	say       func(app.Sentence) string
}

// Question is how far people agree on one question.
type Question struct {
	Asked     *codebook.Question
	Agreement figures.QuestionAgreement
	Labels    []Label
	// Met is how often a label of the row met one of the column on the same post, each post weighing as many as answered it less one
	// (Krippendorff's coincidences); nil where answers are sets.
	Met [][]float64
}

// Label is how far people agree on one label.
type Label struct {
	ID      string
	Given   int     // answers that have it
	Agreed  float64 // of the pairs of answers of which one has it, how many have it both, by sides (specific agreement; Fleiss 1981); NaN: no pair
	Nominal float64 // Krippendorff's α of having it or not; NaN where there is none
}

// Dispute is a post on which people differ.
type Dispute struct {
	Post     app.PostID
	Name     string
	Text     string
	Question codebook.QuestionID
	Said     []ledger.Said
	Differ   float64 // of the pairs of answers how many differ, 0 to 1
	Decided  codebook.Answer
	Known    codebook.Answer
}

// Gather reads a project.
func Gather(ctx context.Context, p *project.Project, o Options) (*Report, error) {
	r := &Report{Name: p.Path(), language: cmp.Or(o.Language, "en"), say: o.Say}
	if r.say == nil {
		r.say = app.Sentence.String
	}
	var err error
	if r.Stats, err = figures.Of(ctx, p); err != nil {
		return nil, err
	}
	set, err := p.Settings(ctx)
	if err != nil {
		return nil, err
	}
	events, err := p.Log.Events(ctx)
	if err != nil {
		return nil, err
	}
	l := ledger.New(events)
	r.book, r.Posts, r.Progress = r.Stats.Codebook, r.Stats.Posts, assign.ProgressOf(events, set)
	posts := l.Touched()
	slices.Sort(posts)
	for i := range r.book.Questions {
		q := &r.book.Questions[i]
		at := slices.IndexFunc(r.Stats.Agreement, func(a figures.QuestionAgreement) bool { return a.Question == q.ID })
		if at < 0 {
			continue
		}
		one := Question{Asked: q, Agreement: r.Stats.Agreement[at]}
		said := make([][]ledger.Said, 0, len(posts))
		for _, post := range posts {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			all := l.Said(post, q.ID)
			if len(all) < 2 {
				continue
			}
			said = append(said, all)
			if d := differ(all); d > 0 {
				dispute := Dispute{Post: post, Question: q.ID, Said: all, Differ: d}
				dispute.Decided, _, _ = l.Adjudicated(post, q.ID)
				dispute.Known, _ = l.Gold(post, q.ID)
				r.Disputed = append(r.Disputed, dispute)
			}
		}
		one.Labels, one.Met = labels(q, said), coincidences(q, said)
		r.Questions = append(r.Questions, one)
	}
	slices.SortStableFunc(r.Disputed, func(a, b Dispute) int {
		return cmp.Or(cmp.Compare(b.Differ, a.Differ), cmp.Compare(len(b.Said), len(a.Said)))
	})
	if err := r.words(ctx, p, o.Wordless); err != nil {
		return nil, err
	}
	if o.Nameless {
		r.hideNames()
	}
	return r, nil
}

// words looks up what the disputed posts are.
func (r *Report) words(ctx context.Context, p *project.Project, wordless bool) error {
	at := map[app.PostID][]int{}
	for i, d := range r.Disputed {
		at[d.Post] = append(at[d.Post], i)
	}
	return p.Posts.Each(ctx, func(i project.Item) error {
		for _, k := range at[i.ID] {
			d := &r.Disputed[k]
			if d.Name = i.Name; wordless {
				continue
			}
			q, _ := r.book.Question(d.Question)
			if d.Text = i.Text; q.Of == codebook.OfPicture {
				d.Text = ""
			}
		}
		return nil
	})
}

// differ is how many of the pairs of answers differ.
func differ(said []ledger.Said) float64 {
	differ, pairs := 0, 0
	for i := range said {
		for k := i + 1; k < len(said); k++ {
			if pairs++; said[i].Answer != said[k].Answer {
				differ++
			}
		}
	}
	return float64(differ) / float64(pairs)
}

func labels(q *codebook.Question, said [][]ledger.Said) []Label {
	var out []Label
	for _, label := range q.Labels {
		one := Label{ID: label.ID}
		both, sides := 0, 0
		people := map[string]int{}
		for _, all := range said {
			n := 0
			for _, s := range all {
				people[s.Annotator] = 0
				if s.Answer.Has(label.ID) {
					n++
				}
			}
			one.Given += n
			both += n * (n - 1)
			sides += n * (len(all) - 1)
		}
		if one.Given == 0 && label.Retired {
			continue
		}
		one.Agreed = float64(both) / float64(sides)
		one.Nominal = alphaOf(label.ID, said, people)
		out = append(out, one)
	}
	return out
}

// alphaOf is α of having a label or not.
func alphaOf(label string, said [][]ledger.Said, people map[string]int) float64 {
	n := 0
	for who := range people {
		people[who] = n
		n++
	}
	coders := make([][]int, n)
	for i := range coders {
		coders[i] = make([]int, len(said))
		for u := range coders[i] {
			coders[i][u] = measure.Missing
		}
	}
	for u, all := range said {
		for _, s := range all {
			code := 0
			if s.Answer.Has(label) {
				code = 1
			}
			coders[people[s.Annotator]][u] = code
		}
	}
	return measure.Alpha(coders, measure.Nominal)
}

func coincidences(q *codebook.Question, said [][]ledger.Said) [][]float64 {
	if q.Kind == codebook.ManyOf {
		return nil
	}
	at := map[string]int{}
	for i, l := range q.Labels {
		at[l.ID] = i
	}
	met := make([][]float64, len(q.Labels))
	for i := range met {
		met[i] = make([]float64, len(q.Labels))
	}
	for _, all := range said {
		for i, a := range all {
			for k, b := range all {
				x, ok1 := at[string(a.Answer)]
				y, ok2 := at[string(b.Answer)]
				if i != k && ok1 && ok2 {
					met[x][y] += 1 / float64(len(all)-1)
				}
			}
		}
	}
	return met
}

// hideNames calls people A, B, … everywhere, in the order of their names.
func (r *Report) hideNames() {
	called := map[string]string{}
	var names []string
	for _, p := range r.Progress {
		names = append(names, p.Annotator)
	}
	for _, p := range r.Stats.People {
		names = append(names, p.Annotator)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		n := len(called)
		if called[name] = "person " + strconv.Itoa(n+1); n < 26 {
			called[name] = string(rune('A' + n))
		}
	}
	for i := range r.Progress {
		r.Progress[i].Annotator = called[r.Progress[i].Annotator]
	}
	for i := range r.Stats.People {
		r.Stats.People[i].Annotator = called[r.Stats.People[i].Annotator]
	}
	rename := func(g *measure.Agreement) {
		g.Coders = slices.Clone(g.Coders)
		for i := range g.Coders {
			g.Coders[i] = called[g.Coders[i]]
		}
	}
	for i := range r.Questions {
		rename(&r.Questions[i].Agreement.Overall)
		for k := range r.Questions[i].Agreement.Pairs {
			rename(&r.Questions[i].Agreement.Pairs[k])
		}
	}
	for i := range r.Disputed {
		for k := range r.Disputed[i].Said {
			r.Disputed[i].Said[k].Annotator = called[r.Disputed[i].Said[k].Annotator]
		}
	}
}

// Alpha is the α that fits a question's kind: of sets by MASI, of ordered labels ordinal, else nominal.
func (q Question) Alpha() (measure.Interval, app.Sentence) {
	switch q.Asked.Kind {
	case codebook.ManyOf:
		return q.Agreement.Overall.Masi, app.Say("α by MASI's distance")
	case codebook.Scale, codebook.Sentiment:
		return q.Agreement.Overall.Ordinal, app.Say("ordinal α")
	}
	return q.Agreement.Overall.Nominal, app.Say("α")
}

// Finding is how far people agree on a question, as a sentence. The bounds are Krippendorff's (2004).
func (q Question) Finding() app.Sentence {
	a, name := q.Alpha()
	if math.IsNaN(a.Value) {
		return app.Say("Nothing can be told of “{{.ask}}”: too few posts were answered by two people.").Text("ask", q.Asked.Ask)
	}
	how := app.Say("too little to rely on the labels")
	switch {
	case a.Value >= 0.8:
		how = app.Say("enough to rely on the labels")
	case a.Value >= 0.667:
		how = app.Say("enough for tentative conclusions")
	}
	said := app.Say("“{{.ask}}”: {{.figure}} is {{.value}} on {{.n}} posts, {{.how}}.")
	if !math.IsNaN(a.Low) && !math.IsNaN(a.High) {
		said = app.Say("“{{.ask}}”: {{.figure}} is {{.value}} (95 %: {{.low}} to {{.high}}) on {{.n}} posts, {{.how}}.").
			Number("low", "%.2f", a.Low).Number("high", "%.2f", a.High)
	}
	return said.Text("ask", q.Asked.Ask).Text("figure", name.Key).Text("how", how.Key).Number("value", "%.2f", a.Value).With("n", q.Agreement.Overall.Units)
}
