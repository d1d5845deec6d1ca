package codebook

import (
	"encoding/json"
	"errors"
	"time"

	"duotone/app"
)

// Revision is a codebook that a project had, and how it came from the one before.
type Revision struct {
	ID    string    `json:"-"` // of the event that brought it
	By    string    `json:"-"`
	At    time.Time `json:"-"`
	Base  string    `json:"base,omitempty"` // the revision that was changed; "": the built-in codebook
	Book  *Codebook `json:"book"`
	Moves []Move    `json:"moves,omitempty"`
}

// Text is a revision as an event's value has it.
func (r Revision) Text() (string, error) {
	text, err := json.Marshal(r)
	return string(text), err
}

// ParseRevision reads a revision from an event's value, and trusts nothing.
func ParseRevision(text string) (Revision, error) {
	var r Revision
	if len(text) > 2*MaxFile {
		return r, app.Errorf(opRead, "", app.KindTooLarge, "", "the codebook of the project is larger than %d bytes", 2*MaxFile)
	}
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return r, &app.Error{Op: opRead, Kind: app.KindFormat, Err: err}
	}
	if r.Book == nil || len(r.Moves) > maxQuestions*maxLabels {
		return r, app.Errorf(opRead, "", app.KindFormat, "", "the project holds a codebook without questions")
	}
	if err := r.Book.Check(); err != nil {
		return r, &app.Error{Op: opRead, Kind: app.KindFormat, Err: err}
	}
	return r, nil
}

// History is every codebook of a project, in the order of the log. It belongs to one goroutine.
type History struct {
	builtin *Codebook
	all     []Revision
	routes  map[string]route
}

// route is what answers under one revision went through since: moves by revision, in order. Nearly always there are none.
type route []moved

type moved struct {
	labels    map[QuestionID]map[string][]string
	questions map[QuestionID]QuestionID
}

// NewHistory begins with the codebook of a project that never had one of its own.
func NewHistory(builtin *Codebook) *History {
	return &History{builtin: builtin, routes: map[string]route{}}
}

// Add adds the next revision.
func (h *History) Add(r Revision) {
	h.all = append(h.all, r)
	clear(h.routes)
}

// Revisions are all of them, the first one first.
func (h *History) Revisions() []Revision { return h.all }

// Today is the codebook that holds, and the id of its revision; "" of the built-in one.
func (h *History) Today() (*Codebook, string) {
	if len(h.all) == 0 {
		return h.builtin, ""
	}
	last := h.all[len(h.all)-1]
	return last.Book, last.ID
}

// Version counts the codebooks that a revision came from, the built-in one as 1.
func (h *History) Version(id string) int { return 1 + len(h.before(id)) }

// Lost are revisions on which today's does not rest: two people changed the codebook at once, and the later change holds.
func (h *History) Lost() []Revision {
	_, today := h.Today()
	rests := h.before(today)
	var lost []Revision
	for _, r := range h.all {
		if !rests[r.ID] {
			lost = append(lost, r)
		}
	}
	return lost
}

// before are a revision and all that it came from, but for the built-in one.
func (h *History) before(id string) map[string]bool {
	seen := map[string]bool{}
	for i := len(h.all) - 1; i >= 0 && id != ""; i-- { // a base comes before what rests on it; what a stranger wrote otherwise ends here
		if h.all[i].ID == id {
			seen[id] = true
			id = h.all[i].Base
		}
	}
	return seen
}

func (h *History) route(version string) route {
	if r, ok := h.routes[version]; ok {
		return r
	}
	var r route
	knew := h.before(version)
	for _, rev := range h.all {
		if knew[rev.ID] || len(rev.Moves) == 0 {
			continue
		}
		m := moved{map[QuestionID]map[string][]string{}, map[QuestionID]QuestionID{}}
		for _, move := range rev.Moves {
			if move.Label == "" {
				m.questions[move.Question] = move.Became
				continue
			}
			if m.labels[move.Question] == nil {
				m.labels[move.Question] = map[string][]string{}
			}
			m.labels[move.Question][move.Label] = move.To
		}
		r = append(r, m)
	}
	h.routes[version] = r
	return r
}

// Question is what a question of a revision is called today.
func (h *History) Question(version string, id QuestionID) QuestionID {
	for _, m := range h.route(version) {
		if now, ok := m.questions[id]; ok {
			id = now
		}
	}
	return id
}

// Answer is what an answer given under a revision means today. False: nothing that today's codebook knows, so that the
// question is open again.
func (h *History) Answer(version string, id QuestionID, a Answer) (Answer, bool) {
	for _, m := range h.route(version) {
		if labels := m.labels[id]; labels != nil {
			ids := a.IDs()
			for i, label := range ids {
				to, ok := labels[label]
				if ok && len(to) != 1 {
					return "", false
				} else if ok {
					ids[i] = to[0]
				}
			}
			if len(ids) > 0 {
				a = join(ids)
			}
		}
		if now, ok := m.questions[id]; ok {
			id = now
		}
	}
	book, _ := h.Today()
	q, ok := book.Question(id)
	if !ok {
		return "", false
	}
	return q.Fits(a)
}

// join puts labels together, each once; in no order.
func join(ids []string) Answer {
	text := ""
	seen := map[string]bool{}
	for _, id := range ids {
		if seen[id] {
			continue
		}
		if seen[id] = true; text != "" {
			text += ";"
		}
		text += id
	}
	return Answer(text)
}

func joined(p problems) error { return errors.Join(p...) }
