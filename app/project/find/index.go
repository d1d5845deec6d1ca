package find

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
)

// Index is a project's posts with what was said of them. It belongs to one goroutine.
type Index struct {
	p       *project.Project
	entries []entry
	at      map[app.PostID]int
	ledger  *ledger.Ledger
	book    *codebook.Codebook
	row     int64 // of the log
}

type entry struct {
	id             app.PostID
	name           string
	text           string // as it is, to be shown
	words          string // folded: words
	rest           string // folded: name and columns
	columns        map[string]string
	picture, empty bool // has a picture; has no words
	copy           bool

	said  []said // by person, nil until somebody asks
	heard bool   // said is what the ledger says
}

// said is one person's work on a post.
type said struct {
	who     string // folded
	answers map[codebook.QuestionID]codebook.Answer
	skipped bool
	flags   []string
	note    string // folded
}

// Hit is a post that was found.
type Hit struct {
	Post    app.PostID
	At      int // place in the order as given, from 0
	Name    string
	Text    string
	Picture bool
}

// Open reads a project.
func Open(ctx context.Context, p *project.Project) (*Index, error) {
	x := &Index{p: p}
	return x, x.read(ctx)
}

func (x *Index) read(ctx context.Context) error {
	x.entries, x.at = nil, map[app.PostID]int{}
	err := x.p.Posts.Each(ctx, func(i project.Item) error {
		e := entry{id: i.ID, name: i.Name, text: i.Text, words: fold(i.Text), columns: i.Columns, picture: i.Picture != nil, empty: !i.HasWords(),
			copy: i.Columns[project.CopiesColumn] != ""}
		var rest strings.Builder
		rest.WriteString(fold(i.Name))
		for name, text := range i.Columns {
			if name != project.CopiesColumn {
				rest.WriteByte('\n')
				rest.WriteString(fold(text))
			}
		}
		if i.Picture != nil {
			rest.WriteByte('\n')
			rest.WriteString(fold(i.Picture.Name))
		}
		e.rest = rest.String()
		x.at[i.ID] = len(x.entries)
		x.entries = append(x.entries, e)
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	return x.replay(ctx)
}

func (x *Index) replay(ctx context.Context) error {
	events, row, err := x.p.Log.Since(ctx, 0)
	if err != nil {
		return err
	}
	x.ledger, x.row = ledger.New(events), row
	if x.book, err = x.p.Codebook(ctx); err != nil {
		return err
	}
	for i := range x.entries {
		x.entries[i].heard = false
	}
	return nil
}

// Refresh takes in what was done since.
func (x *Index) Refresh(ctx context.Context) error {
	n, err := x.p.Posts.Count(ctx)
	if err != nil {
		return err
	}
	events, row, err := x.p.Log.Since(ctx, x.row)
	if err != nil {
		return err
	}
	if n != len(x.entries) || slices.ContainsFunc(events, func(e ledger.Event) bool { return e.Act == ledger.ActEdit }) {
		return x.read(ctx)
	}
	for _, e := range events {
		if e.Act == ledger.ActCodebook || !x.ledger.Fits(e) { // other questions, or merged in from elsewhere
			return x.replay(ctx)
		}
		x.ledger.Add(e)
		if at, ok := x.at[e.Post]; ok {
			x.entries[at].heard = false
		}
	}
	x.row = row
	return nil
}

// Find lists the posts that a query finds, in the order as given. who is whose answers is:open and is:done are about.
func (x *Index) Find(q Query, who string) []Hit {
	hits := []Hit{}
	if q.jump != "" {
		if at, ok := x.jump(q.jump); ok {
			return append(hits, x.hit(at))
		}
		return hits
	}
	terms := slices.Clone(q.terms)
	slices.SortStableFunc(terms, func(a, b term) int { return x.cost(a) - x.cost(b) })
	m := matcher{x: x, by: q.by, who: fold(who)}
	for i := range x.entries {
		if m.all(&x.entries[i], terms) {
			hits = append(hits, x.hit(i))
		}
	}
	return hits
}

// cost puts what needs no judgements first.
func (x *Index) cost(t term) int {
	switch t.field {
	case "text", "name", "has":
		return 0
	case "":
		return 1
	}
	return 2
}

func (x *Index) hit(at int) Hit {
	e := &x.entries[at]
	return Hit{e.id, at, e.name, e.text, e.picture}
}

// jump knows a post by its name, by the beginning of its id, or by its place as people count.
func (x *Index) jump(to string) (int, bool) {
	if at := slices.IndexFunc(x.entries, func(e entry) bool { return e.name == to }); at >= 0 {
		return at, true
	}
	if n, err := strconv.Atoi(to); err == nil && n >= 1 && n <= len(x.entries) {
		return n - 1, true
	}
	if at, ok := x.at[app.PostID(to)]; ok {
		return at, true
	}
	if len(to) < 6 {
		return 0, false
	}
	at := slices.IndexFunc(x.entries, func(e entry) bool { return strings.HasPrefix(string(e.id), to) })
	return at, at >= 0
}

// hear works out what was said of a post.
func (x *Index) hear(e *entry) []said {
	if e.heard {
		return e.said
	}
	e.said, e.heard = nil, true
	for _, who := range x.ledger.People(e.id) {
		one := said{who: fold(who), flags: x.ledger.Flags(who, e.id), note: fold(x.ledger.Note(who, e.id))}
		for _, q := range x.book.Questions {
			if a, _, ok := x.ledger.Answer(who, e.id, q.ID, 0); ok {
				if one.answers == nil {
					one.answers = map[codebook.QuestionID]codebook.Answer{}
				}
				one.answers[q.ID] = a
			} else if x.ledger.Standing(who, e.id, q.ID, 0) == ledger.ActSkip {
				one.skipped = true
			}
		}
		e.said = append(e.said, one)
	}
	return e.said
}

type matcher struct {
	x       *Index
	by, who string
}

func (m matcher) all(e *entry, terms []term) bool {
	if m.by != "" && !slices.ContainsFunc(m.x.hear(e), func(s said) bool { return s.who == m.by }) {
		return false
	}
	for _, t := range terms {
		if m.one(e, t) == t.not {
			return false
		}
	}
	return true
}

func (m matcher) one(e *entry, t term) bool {
	switch t.field {
	case "":
		return strings.Contains(e.words, t.text) || strings.Contains(e.rest, t.text) || m.anybody(e, func(s said) bool { return strings.Contains(s.note, t.text) })
	case "text":
		return strings.Contains(e.words, t.text)
	case "name":
		return strings.Contains(fold(e.name), t.text)
	case "has":
		return m.has(e, t.text)
	case "is":
		return m.is(e, t.text)
	case "note":
		return m.anybody(e, func(s said) bool { return strings.Contains(s.note, t.text) })
	case "flag":
		return m.anybody(e, func(s said) bool {
			return slices.ContainsFunc(s.flags, func(f string) bool { return fold(f) == t.text })
		})
	case "label":
		return m.anybody(e, func(s said) bool {
			for id, a := range s.answers {
				if m.says(id, a, t.text) {
					return true
				}
			}
			return false
		})
	}
	if id := codebook.QuestionID(t.field); slices.ContainsFunc(m.x.book.Questions, func(q codebook.Question) bool { return q.ID == id }) {
		return m.anybody(e, func(s said) bool { return m.says(id, s.answers[id], t.text) })
	}
	for name, text := range e.columns {
		if strings.EqualFold(name, t.field) && strings.Contains(fold(text), t.text) {
			return true
		}
	}
	return false
}

// anybody tells whether somebody whose work counts said something.
func (m matcher) anybody(e *entry, f func(said) bool) bool {
	return slices.ContainsFunc(m.x.hear(e), func(s said) bool { return (m.by == "" || s.who == m.by) && f(s) })
}

// says tells whether an answer has a label, by its id or its name.
func (m matcher) says(id codebook.QuestionID, a codebook.Answer, label string) bool {
	if a == "" {
		return false
	}
	q, _ := m.x.book.Question(id)
	return slices.ContainsFunc(a.IDs(), func(one string) bool {
		l, ok := q.Label(one)
		return fold(one) == label || ok && fold(l.Name) == label
	}) || a == codebook.None && label == "none"
}

func (m matcher) has(e *entry, what string) bool {
	switch what {
	case "picture":
		return e.picture
	case "words":
		return !e.empty
	}
	return m.anybody(e, func(s said) bool { return s.note != "" })
}

func (m matcher) is(e *entry, what string) bool {
	asked := func(q *codebook.Question) bool { return !q.Retired && m.x.book.Asks(q, !e.empty, e.picture) }
	mine := func(f func(said, *codebook.Question) bool) bool { // of every question that is put about the post
		at := slices.IndexFunc(m.x.hear(e), func(s said) bool { return s.who == m.who })
		for i := range m.x.book.Questions {
			q := &m.x.book.Questions[i]
			if asked(q) && (at < 0 || !f(e.said[at], q)) {
				return false
			}
		}
		return true
	}
	switch what {
	case "copy":
		return e.copy
	case "done":
		return mine(func(s said, q *codebook.Question) bool { return s.answers[q.ID] != "" })
	case "open":
		return !mine(func(s said, q *codebook.Question) bool { return s.answers[q.ID] != "" || s.skipped })
	case "skipped":
		return m.anybody(e, func(s said) bool { return s.skipped })
	}
	for _, q := range m.x.book.Questions {
		_, _, decided := m.x.ledger.Adjudicated(e.id, q.ID)
		_, known := m.x.ledger.Gold(e.id, q.ID)
		if what == "decided" && decided || what == "known" && known || what == "disputed" && !decided && m.differ(e, q.ID) {
			return true
		}
	}
	return false
}

func (m matcher) differ(e *entry, id codebook.QuestionID) bool {
	first := codebook.Answer("")
	for _, s := range m.x.hear(e) {
		if a := s.answers[id]; a != "" && first != "" && a != first {
			return true
		} else if a != "" {
			first = a
		}
	}
	return false
}
