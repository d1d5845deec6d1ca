// Package codebook says what people are asked about a post: the questions, the labels that answer them, and the guidelines.
//
// A Codebook is a document. Files have it as TOML (Parse, Codebook.TOML), projects as JSON; both are checked as something
// that a stranger wrote. It never changes in place: Rename, Merge, Split, Retire and Replace make another one, and Moves
// that say what became of the labels. A History is all that a project ever had, and says what an answer given under an
// older one means today. Nothing here knows of projects, people or windows.
package codebook

import (
	"duotone/app"
	"slices"
)

// QuestionID names a question in judgements and exports. It never changes; what people read is Question.Ask.
type QuestionID string

// The questions of the built-in sentiment codebook. They are of kind Sentiment in every codebook that has them.
const (
	Words   QuestionID = "words"   // the words alone, the picture hidden
	Picture QuestionID = "picture" // the picture alone, the words hidden
	Both    QuestionID = "both"    // the whole post
)

// Part is what of a post a question is asked of; nothing else of it is shown.
type Part string

// The parts.
const (
	OfPost    Part = "post"
	OfWords   Part = "words"
	OfPicture Part = "picture"
)

// Parts lists the parts in the order they are gone through: what shows less comes first.
var Parts = []Part{OfWords, OfPicture, OfPost}

// Kind says how a question is answered.
type Kind string

// The kinds.
const (
	OneOf     Kind = "one-of"    // one label
	ManyOf    Kind = "many-of"   // any number of labels, none of them too
	Scale     Kind = "scale"     // one label of an ordered row, each with a value
	Sentiment Kind = "sentiment" // negative, neutral or positive: what models say
)

// Kinds lists all kinds.
var Kinds = []Kind{OneOf, ManyOf, Scale, Sentiment}

// Codebook is what the people of a project have agreed to ask, and how to answer it.
type Codebook struct {
	Title      string     `toml:"title,omitempty" json:"title,omitempty"`
	Guidelines Markdown   `toml:"guidelines,omitempty" json:"guidelines,omitempty"`
	Questions  []Question `toml:"question" json:"questions"`
}

// Question is one question to the people.
type Question struct {
	ID      QuestionID   `toml:"id" json:"id"`
	Was     []QuestionID `toml:"was,omitempty" json:"-"` // in a file: the ids whose answers it takes over
	Ask     string       `toml:"ask" json:"ask"`         // as people read it
	Of      Part         `toml:"of,omitempty" json:"of"`
	Kind    Kind         `toml:"kind" json:"kind"`
	Help    Markdown     `toml:"help,omitempty" json:"help,omitempty"`
	Retired bool         `toml:"retired,omitempty" json:"retired,omitempty"` // not asked any more; its answers stay
	From    *int         `toml:"from,omitempty" json:"-"`                    // in a file: a scale without labels has them from here
	To      *int         `toml:"to,omitempty" json:"-"`                      // to here
	Labels  []Label      `toml:"label" json:"labels"`
}

// Label is one answer to a question.
type Label struct {
	ID          string    `toml:"id" json:"id"`                       // as judgements and exports have it
	Was         []string  `toml:"was,omitempty" json:"-"`             // in a file: the labels whose answers it takes over
	Name        string    `toml:"name,omitempty" json:"name"`         // as people read it
	Key         string    `toml:"key,omitempty" json:"key,omitempty"` // on the keyboard, one character; "": none is left
	Colour      string    `toml:"colour,omitempty" json:"colour,omitempty"`
	Value       *float64  `toml:"value,omitempty" json:"value,omitempty"` // of a scale, for agreement by distance
	Description Markdown  `toml:"description,omitempty" json:"description,omitempty"`
	Retired     bool      `toml:"retired,omitempty" json:"retired,omitempty"` // not offered any more; its answers stay
	Examples    []Example `toml:"example,omitempty" json:"examples,omitempty"`
}

// Example is a post that a label fits.
type Example struct {
	Text    string `toml:"text,omitempty" json:"text,omitempty"`
	Picture string `toml:"picture,omitempty" json:"picture,omitempty"` // a file in the project's folder or below, with slashes
	Note    string `toml:"note,omitempty" json:"note,omitempty"`       // why
}

// Builtin is the codebook of a project that never had one of its own: sentiment of the post or, with parts, of the words, of
// the picture and of both.
func Builtin(parts bool, keys map[string]string, guidelines string) *Codebook {
	b := &Codebook{Guidelines: Markdown(guidelines)}
	ask := func(id QuestionID, of Part, text string) {
		q := Question{ID: id, Ask: text, Of: of, Kind: Sentiment}
		for _, l := range app.Labels {
			q.Labels = append(q.Labels, Label{ID: l.String(), Key: keys[l.String()]})
		}
		b.Questions = append(b.Questions, q)
	}
	if parts {
		ask(Words, OfWords, "The words alone?")
		ask(Picture, OfPicture, "The picture alone?")
	}
	ask(Both, OfPost, "The whole post?")
	b.fill()
	return b
}

// Whole is the question about a part in the built-in codebook: it stands for the part where something is said of a post and
// not in answer to a question, as flags and notes are.
func (p Part) Whole() QuestionID {
	return map[Part]QuestionID{OfWords: Words, OfPicture: Picture, OfPost: Both}[p]
}

// Main is the question whose answer is a post's label where a file has room for one: the sentiment of the whole, else the
// first that is asked of the whole, else the first.
func (b *Codebook) Main() QuestionID {
	asked := b.Asked()
	for _, want := range []func(q *Question) bool{
		func(q *Question) bool { return q.ID == Both }, func(q *Question) bool { return q.Of == OfPost }, func(*Question) bool { return true },
	} {
		if at := slices.IndexFunc(asked, want); at >= 0 {
			return asked[at].ID
		}
	}
	return Both
}

// Question is the question of an id.
func (b *Codebook) Question(id QuestionID) (*Question, bool) {
	at := slices.IndexFunc(b.Questions, func(q Question) bool { return q.ID == id })
	if at < 0 {
		return nil, false
	}
	return &b.Questions[at], true
}

// Asked are the questions that are asked: what shows less of a post comes first, else as written.
func (b *Codebook) Asked() []*Question {
	var asked []*Question
	for _, part := range Parts {
		for i := range b.Questions {
			if q := &b.Questions[i]; q.Of == part && !q.Retired {
				asked = append(asked, q)
			}
		}
	}
	return asked
}

// Parted tells whether questions are asked of words or picture alone, so that posts come up several times.
func (b *Codebook) Parted() bool {
	asked := b.Asked()
	return slices.ContainsFunc(asked, func(q *Question) bool { return q.Of != asked[0].Of })
}

// Asks tells whether a question is put about a post that has words, a picture or both. Where a post has one of them alone,
// the same question about the whole would be the same question twice: only that about the whole is put.
func (b *Codebook) Asks(q *Question, words, picture bool) bool {
	if q.Of == OfPost || words && picture {
		return q.Of != OfWords || words
	}
	if q.Of == OfWords && !words || q.Of == OfPicture && !picture {
		return false
	}
	return !slices.ContainsFunc(b.Asked(), func(o *Question) bool { return o.Of == OfPost && o.sameAs(q) })
}

// sameAs tells whether two questions can be answered alike.
func (q *Question) sameAs(o *Question) bool {
	return q.Kind == o.Kind && slices.EqualFunc(q.Labels, o.Labels, func(a, b Label) bool { return a.ID == b.ID })
}

// Label is the label of an id.
func (q *Question) Label(id string) (*Label, bool) {
	at := q.index(id)
	if at < 0 {
		return nil, false
	}
	return &q.Labels[at], true
}

func (q *Question) index(id string) int {
	return slices.IndexFunc(q.Labels, func(l Label) bool { return l.ID == id })
}

// Offered are the labels that a person can choose.
func (q *Question) Offered() []*Label {
	var offered []*Label
	for i := range q.Labels {
		if !q.Labels[i].Retired {
			offered = append(offered, &q.Labels[i])
		}
	}
	return offered
}

// LabelOf is the label of a key on the keyboard.
func (q *Question) LabelOf(key string) (*Label, bool) {
	for _, l := range q.Offered() {
		if l.Key == key && key != "" {
			return l, true
		}
	}
	return nil, false
}

// Measured is how far two labels lie apart: the value of a scale's label, −1, 0 and 1 of sentiments. False: labels of this
// kind are equal or not.
func (q *Question) Measured(id string) (float64, bool) {
	switch q.Kind {
	case Sentiment:
		l, ok := app.ParseLabel(id)
		return float64(l) - 1, ok
	case Scale:
		if l, ok := q.Label(id); ok && l.Value != nil {
			return *l.Value, true
		}
	}
	return 0, false
}

// Clone is a copy that shares nothing.
func (b *Codebook) Clone() *Codebook {
	c := *b
	c.Questions = slices.Clone(b.Questions)
	for i := range c.Questions {
		q := &c.Questions[i]
		q.Labels = slices.Clone(q.Labels)
		for k := range q.Labels {
			q.Labels[k].Examples = slices.Clone(q.Labels[k].Examples)
		}
	}
	return &c
}
