package codebook

import (
	"errors"
	"fmt"
	"math"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"duotone/app"

	"golang.org/x/text/unicode/norm"
)

// What a codebook may have at most: far more than a person can answer, and little enough to be read at once.
const (
	MaxFile      = 1 << 20 // bytes
	maxQuestions = 50
	maxLabels    = 100
	maxExamples  = 20
	maxID        = 64      // bytes
	maxLine      = 300     // bytes of a name or a question
	maxText      = 200_000 // bytes of guidelines
)

// Reserved are the keys that do something else where people label.
const Reserved = "abeglnrsuyz0+-=?"

// idForm is what ids look like: no blanks, and nothing that means something in a table's cell or a column's name.
var idForm = regexp.MustCompile(`^[\p{L}\p{N}_+.-][\p{L}\p{M}\p{N}_+.-]*$`)

// taken are ids that exports use for columns of their own.
var taken = []string{"id", "text", "image", "label", "labels", "words_label", "picture_label", "flags", "note", "annotators", "comments",
	"judgements", "asked_again", "model", "duotone", "final_label", "sentiment", "sentiment_words", "sentiment_picture", "annotator", "annotator_name",
	"annotation_id", "created_at", "updated_at", "lead_time", "file_name", "filename", "name", "post"}

// Check tells whether an id can name a question.
func (id QuestionID) Check() error { return checkID(string(id)) }

func checkID(id string) error {
	switch {
	case len(id) > maxID || !idForm.MatchString(id) || !norm.NFC.IsNormalString(id):
		return fmt.Errorf("the id %q is not made of letters, digits and _ + - . (at most %d bytes)", app.Short(id, 40), maxID)
	}
	return nil
}

// checkLine tells whether a text can stand in one line and shows what it says: characters that turn the line around or hide
// are none that a name needs.
func checkLine(what, text string) error {
	if len(text) > maxLine {
		return fmt.Errorf("%s is longer than %d bytes: %q", what, maxLine, app.Short(text, 40))
	}
	for _, r := range text {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || turns(r) || r == utf8.RuneError {
			return fmt.Errorf("%s holds a character that is not for reading (U+%04X): %q", what, r, app.Short(text, 40))
		}
	}
	return nil
}

// turns tells the characters that make text run the other way.
func turns(r rune) bool { return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' }

func checkText(what string, text Markdown) error {
	if len(text) > maxText {
		return fmt.Errorf("%s: longer than %d bytes", what, maxText)
	}
	for _, r := range text {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || turns(r) || r == utf8.RuneError {
			return fmt.Errorf("%s: holds a character that is not for reading (U+%04X)", what, r)
		}
	}
	return nil
}

// problems collects all that is wrong.
type problems []error

func (p *problems) keep(err error) {
	if err != nil && len(*p) < 30 {
		*p = append(*p, err)
	}
}

func (p *problems) add(format string, args ...any) { p.keep(fmt.Errorf(format, args...)) }

// Check tells all that is wrong with a codebook.
func (b *Codebook) Check() error {
	var p problems
	p.keep(checkLine("the title", b.Title))
	p.keep(checkText("the guidelines", b.Guidelines))
	if len(b.Asked()) == 0 {
		p.add("there is no question that is asked: give at least one [[question]]")
	}
	if len(b.Questions) > maxQuestions {
		p.add("there are %d questions: at most %d", len(b.Questions), maxQuestions)
		return errors.Join(p...)
	}
	seen := map[string]bool{}
	for i := range b.Questions {
		q := &b.Questions[i]
		if low := strings.ToLower(string(q.ID)); seen[low] {
			p.add("two questions have the id %q", q.ID)
		} else {
			seen[low] = true
		}
		q.check(&p)
	}
	return errors.Join(p...)
}

func (q *Question) check(p *problems) {
	what := fmt.Sprintf("question %q", app.Short(string(q.ID), 40))
	if err := checkID(string(q.ID)); err != nil {
		p.add("%s: %w", what, err)
	}
	if low := strings.ToLower(string(q.ID)); slices.Contains(taken, low) || strings.HasPrefix(low, "model_") || strings.HasPrefix(low, "input_") {
		p.add("%s: exports have a column of that name: choose another id", what)
	}
	p.keep(checkLine(what+": ask", q.Ask))
	p.keep(checkText(what+": help", q.Help))
	if strings.TrimSpace(q.Ask) == "" {
		p.add("%s: says nothing: write what people read as ask", what)
	}
	if !slices.Contains(Parts, q.Of) {
		p.add("%s: is asked of %q: want post, words or picture", what, app.Short(string(q.Of), 20))
	}
	builtin := map[QuestionID]Part{Words: OfWords, Picture: OfPicture, Both: OfPost}
	if of, own := builtin[q.ID]; own && (q.Kind != Sentiment || q.Of != of) {
		p.add("%s: this id is that of the sentiment of the %s: choose another one", what, of)
	}
	if !slices.Contains(Kinds, q.Kind) {
		p.add("%s: unknown kind %q: want one-of, many-of, scale or sentiment", what, app.Short(string(q.Kind), 20))
		return
	}
	if len(q.Labels) > maxLabels {
		p.add("%s: has %d labels: at most %d", what, len(q.Labels), maxLabels)
		return
	}
	q.checkLabels(what, p)
}

func (q *Question) checkLabels(what string, p *problems) {
	if n := len(q.Offered()); n < 2 && q.Kind != ManyOf || n < 1 {
		p.add("%s: has %d labels to choose from: there is nothing to decide", what, n)
	}
	if q.Kind == Sentiment && (len(q.Labels) != len(app.Labels) || slices.ContainsFunc(app.Labels[:], func(l app.Label) bool { return q.index(l.String()) != int(l) })) {
		p.add("%s: a sentiment has the labels negative, neutral and positive, in this order", what)
	}
	ids, keys := map[string]bool{}, map[string]string{}
	last := math.Inf(-1)
	for i := range q.Labels {
		l := &q.Labels[i]
		at := fmt.Sprintf("%s, label %q", what, app.Short(l.ID, 40))
		if err := checkID(l.ID); err != nil {
			p.add("%s: %w", what, err)
		}
		if low := strings.ToLower(l.ID); ids[low] {
			p.add("%s: two labels have this id", at)
		} else {
			ids[low] = true
		}
		l.check(at, p)
		if q.Kind == Sentiment && l.Retired {
			p.add("%s: a sentiment keeps its three labels", at)
		}
		if other, used := keys[l.Key]; used && l.Key != "" && !l.Retired {
			p.add("%s: the key %q is that of %s already", at, l.Key, other)
		} else if !l.Retired {
			keys[l.Key] = l.ID
		}
		if q.Kind != Scale && l.Value != nil {
			p.add("%s: only labels of a scale have a value", at)
		} else if q.Kind == Scale && (l.Value == nil || math.IsNaN(*l.Value) || math.IsInf(*l.Value, 0) || *l.Value <= last) {
			p.add("%s: the values of a scale go up from label to label", at)
		} else if q.Kind == Scale {
			last = *l.Value
		}
	}
}

var colourForm = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

func (l *Label) check(at string, p *problems) {
	p.keep(checkLine(at+": the name", l.Name))
	p.keep(checkText(at+": the description", l.Description))
	if l.Colour != "" && !colourForm.MatchString(l.Colour) {
		p.add("%s: the colour %q is not written as #2e7d32", at, app.Short(l.Colour, 20))
	}
	if r := []rune(l.Key); l.Key != "" && (len(r) != 1 || !unicode.IsPrint(r[0]) || unicode.IsSpace(r[0]) || unicode.IsUpper(r[0]) ||
		strings.ContainsRune(Reserved, r[0])) {
		p.add("%s: the key %q is not one character in lower case that is not in use (%s are)", at, app.Short(l.Key, 20), Reserved)
	}
	if len(l.Examples) > maxExamples {
		p.add("%s: has %d examples: at most %d", at, len(l.Examples), maxExamples)
	}
	for _, e := range l.Examples {
		p.keep(checkText(at+": an example", Markdown(e.Text+"\n"+e.Note)))
		if e.Picture != "" && (!filepath.IsLocal(filepath.FromSlash(e.Picture)) || path.Clean(e.Picture) != e.Picture || strings.ContainsAny(e.Picture, "\\:\x00")) {
			p.add("%s: the picture %q of an example is not a file in the project's folder or below", at, app.Short(e.Picture, 60))
		}
	}
}

// fill gives what a person may leave out.
func (b *Codebook) fill() {
	for i := range b.Questions {
		q := &b.Questions[i]
		if q.Of == "" {
			q.Of = OfPost
		}
		q.fill()
	}
}

func (q *Question) fill() {
	if q.Kind == Scale && len(q.Labels) == 0 && q.From != nil && q.To != nil && *q.To-*q.From < maxLabels {
		for v := *q.From; v <= *q.To; v++ {
			name := strconv.Itoa(v)
			if v > 0 && *q.From < 0 {
				name = "+" + name
			}
			q.Labels = append(q.Labels, Label{ID: strconv.Itoa(v), Name: strings.Replace(name, "-", "−", 1)})
		}
	}
	q.From, q.To = nil, nil
	if q.Kind == Sentiment && len(q.Labels) == 0 {
		for _, l := range app.Labels {
			q.Labels = append(q.Labels, Label{ID: l.String()})
		}
	}
	free := []rune("123456789cdfhijkmopqtvwx")
	for _, l := range q.Labels {
		if r := []rune(l.Key); len(r) == 1 {
			free = slices.DeleteFunc(free, func(f rune) bool { return f == r[0] })
		}
	}
	for i := range q.Labels {
		l := &q.Labels[i]
		if l.Name == "" {
			l.Name = l.ID
		}
		if l.Key == "" && !l.Retired && len(free) > 0 {
			l.Key, free = string(free[0]), free[1:]
		}
		if l.Colour = strings.ToLower(l.Colour); q.Kind == Scale && l.Value == nil {
			v := float64(i)
			if n, err := strconv.ParseFloat(l.ID, 64); err == nil {
				v = n
			}
			l.Value = &v
		}
	}
}
