package exchange

import (
	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project/ledger"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
)

// labelColumns are names of columns with the label of the whole post, best first.
var labelColumns = []string{"label", "labels", "sentiment", "final_label", "gold", "gold_label", "class", "polarity", "target"}

// cells takes labels, flags and notes out of a row's cells. What is Duotone's own goes away again; columns of a stranger that
// are called so get another name.
func (r *reading) cells(cells map[string]string, o ImportOptions) error {
	var problems []error
	c := &cellReader{r: r, cells: cells, o: o, keep: func(err error) {
		if err != nil {
			problems = append(problems, err)
		}
	}}
	if c.isStudioRow() {
		c.studio()
	} else {
		c.people()
		c.together()
	}
	own := r.stamp != nil || r.log != nil || len(r.scores) > 0
	for name, text := range cells { // exports have columns of these names, of their own
		switch {
		case own && (c.isOwn(name) || r.stamp != nil && r.stamp.For == FormatDoccano && name == "id"):
			delete(cells, name)
		case !own && (c.isOwn(name) || slices.Contains([]string{"id", "text", "image", "filename", "file_name"}, name)):
			delete(cells, name)
			cells["input_"+name] = text
		}
	}
	return errors.Join(problems...)
}

type cellReader struct {
	r     *reading
	cells map[string]string
	o     ImportOptions
	keep  func(error)
}

// stamped tells whether the row says what it was when it went out.
func (c *cellReader) stamped() bool { return c.r.stamp != nil }

// has tells whether the row has a column, be it an empty cell.
func (c *cellReader) has(column string) bool {
	_, ok := c.cells[column]
	return ok || slices.Contains(c.r.empty, column)
}

// label reads a column's answer into a claim. An empty cell says that there is none.
func (c *cellReader) label(column string, q *codebook.Question, into *claim) {
	if column == "" || !c.has(column) {
		return
	}
	answer, _, err := c.o.Names.answer(q, c.cells[column])
	c.keep(err)
	if err != nil {
		return
	}
	delete(c.cells, column)
	if into.labels == nil {
		into.labels = map[codebook.QuestionID]string{}
	}
	into.labels[q.ID] = string(answer)
}

// people reads what each person said: label:NAME and its like, or an object by name.
func (c *cellReader) people() {
	claims := map[string]*claim{}
	of := func(name string) *claim {
		name, err := ledger.CleanName(name)
		if err != nil {
			c.keep(err)
			return &claim{}
		}
		if claims[name] == nil {
			claims[name] = &claim{who: name}
		}
		return claims[name]
	}
	for _, column := range append(sortedKeys(c.cells), c.r.empty...) {
		for i := range c.o.book.Questions {
			q := &c.o.book.Questions[i]
			if name, ok := strings.CutPrefix(column, columnOf(q.ID)+":"); ok {
				c.label(column, q, of(name))
			}
			if name, ok := strings.CutPrefix(column, againColumn(q.ID, "")); ok && !c.isQuestion(columnOf(q.ID)+againTail) {
				once := claim{}
				c.label(column, q, &once)
				into := of(name)
				if into.again == nil {
					into.again = map[codebook.QuestionID]string{}
				}
				maps.Copy(into.again, once.labels)
			}
		}
	}
	if text, ok := c.cells["annotators"]; ok && c.stamped() {
		said, err := byName(text)
		if err != nil {
			c.keep(app.Errorf("read labels", "", app.KindFormat, "Write it as {\"NAME\": {\"both\": \"positive\"}}.", "annotators can't be read: %w", err))
			said = nil
		} else {
			for who, was := range c.r.stamp.People {
				empty(said, who, was.Labels)
			}
		}
		for _, who := range sortedKeys(said) {
			into := of(who)
			into.labels = map[codebook.QuestionID]string{}
			for i := range c.o.book.Questions {
				q := &c.o.book.Questions[i]
				if text, ok := said[who][q.ID]; ok {
					answer, _, err := c.o.Names.answer(q, text)
					c.keep(err)
					if err == nil {
						into.labels[q.ID] = string(answer)
					}
				}
			}
		}
	}
	c.linesAgain(of)
	for _, who := range sortedKeys(claims) {
		c.r.claims = append(c.r.claims, *claims[who])
	}
}

// isQuestion tells whether a column is that of a question's answer.
func (c *cellReader) isQuestion(column string) bool {
	return slices.ContainsFunc(c.o.book.Questions, func(q codebook.Question) bool { return columnOf(q.ID) == column })
}

// linesAgain reads what people answered when they were asked once more, as lines have it: an object by name.
func (c *cellReader) linesAgain(of func(name string) *claim) {
	if !c.stamped() || c.r.stamp.For != FormatJSONL {
		return
	}
	said := map[string]map[codebook.QuestionID]string{}
	if text := c.cells[colAgain]; text != "" {
		var err error
		if said, err = byName(text); err != nil {
			c.keep(app.Errorf("read labels", "", app.KindFormat, "Write it as {\"NAME\": {\"both\": \"positive\"}}.", "%s can't be read: %w", colAgain, err))
			return
		}
		delete(c.cells, colAgain)
	}
	for who, was := range c.r.stamp.People {
		empty(said, who, was.Again)
	}
	for _, who := range sortedKeys(said) {
		into := of(who)
		into.again = map[codebook.QuestionID]string{}
		for i := range c.o.book.Questions {
			q := &c.o.book.Questions[i]
			if text, ok := said[who][q.ID]; ok {
				answer, _, err := c.o.Names.answer(q, text)
				if c.keep(err); err == nil {
					into.again[q.ID] = string(answer)
				}
			}
		}
	}
}

// together reads what the row says of all: of a row that went out once the final label, of a stranger's the label of one
// person.
func (c *cellReader) together() {
	joint := claim{}
	switch {
	case c.stamped() && c.r.stamp.For != "":
		for i := range c.o.book.Questions {
			q := &c.o.book.Questions[i]
			for _, column := range c.finalColumns(q.ID) {
				c.label(column, q, &joint)
			}
		}
	case len(c.r.claims) == 0 && c.o.LabelColumn != "-" && !c.stamped():
		c.stranger(&joint)
	}
	if c.has("flags") {
		flags := flagList(c.cells["flags"])
		joint.flags = &flags
	}
	for _, column := range []string{"note", "Comments"} {
		if c.has(column) && (column == "note" || c.stamped()) {
			note := noteOf(c.cells[column])
			if len(note) > ledger.MaxNote {
				c.r.left = append(c.r.left, app.Say("a note is longer than {{.n}} bytes").With("n", ledger.MaxNote))
				continue
			}
			joint.note = &note
		}
	}
	if !c.stamped() {
		delete(c.cells, "flags")
		delete(c.cells, "note")
		if joint.who = c.annotator(); len(joint.labels) > 0 || joint.flags != nil || joint.note != nil {
			c.r.claims = append(c.r.claims, joint)
		}
		return
	}
	c.r.joint = joint
}

// stranger reads labels of a row that nobody exported: each question from the column of its name, the main one from any that is
// called as labels are.
func (c *cellReader) stranger(into *claim) {
	main := c.o.book.Main()
	for i := range c.o.book.Questions {
		q := &c.o.book.Questions[i]
		switch {
		case q.ID == main && (c.o.LabelColumn != "" || !c.has(columnOf(q.ID))):
			c.label(c.labelColumn(q), q, into)
		case q.ID == codebook.Words || q.ID == codebook.Picture:
			other := map[codebook.QuestionID]string{codebook.Words: "text_label", codebook.Picture: "image_label"}[q.ID]
			for _, column := range []string{columnOf(q.ID), other} {
				c.label(column, q, into)
			}
		default:
			c.label(columnOf(q.ID), q, into)
		}
	}
}

// finalColumns are the columns in which a format has the final label.
func (c *cellReader) finalColumns(id codebook.QuestionID) []string {
	if id != c.o.book.Main() {
		return []string{columnOf(id)}
	}
	if c.o.LabelColumn != "" && c.o.LabelColumn != "-" {
		return []string{c.o.LabelColumn}
	}
	columns := []string{"labels", "label"}
	if own := columnOf(id); own != "label" {
		columns = append(columns, own)
	}
	return columns
}

func (c *cellReader) annotator() string {
	if c.o.AnnotatorColumn != "" {
		if name, err := ledger.CleanName(c.cells[c.o.AnnotatorColumn]); err == nil {
			return name
		}
	} else if name, err := ledger.CleanName(c.cells["annotator"]); err == nil {
		return name
	}
	return c.o.Annotator
}

// byName reads answers by person and question. A null says nothing of anybody, so it is refused and not taken for an empty list, which takes all back.
func byName(text string) (said map[string]map[codebook.QuestionID]string, err error) {
	if err = json.Unmarshal([]byte(text), &said); err == nil && said == nil {
		err = errors.New("it is null")
	}
	return said, err
}

// empty adds an empty answer for each that a person had given when the row went out and that is not named any more.
func empty(said map[string]map[codebook.QuestionID]string, who string, was map[codebook.QuestionID]string) {
	for id := range was {
		if said[who] == nil {
			said[who] = map[codebook.QuestionID]string{}
		}
		if _, ok := said[who][id]; !ok {
			said[who][id] = ""
		}
	}
}

// isOwn tells the columns that exports add.
func (c *cellReader) isOwn(name string) bool {
	head, _, person := strings.Cut(name, ":")
	head = strings.TrimSuffix(head, againTail)
	return slices.Contains([]string{colStamp, colLog, colModel, colAgain, "label", "labels", "words_label", "picture_label", "flags", "note", "annotators",
		"Comments", "model_label", "model_scores", "model_negative", "model_neutral", "model_positive",
		"model_incongruity", "model_irony", "final_label", studioWho}, name) ||
		slices.ContainsFunc(c.o.book.Questions, func(q codebook.Question) bool { return columnOf(q.ID) == name || person && columnOf(q.ID) == head }) ||
		person && slices.Contains([]string{"label", "words_label", "picture_label"}, head)
}

// labelColumn is the column of the main question's label: the one named, or the first known name, whatever its case, that is
// not another question's.
func (c *cellReader) labelColumn(main *codebook.Question) string {
	if c.o.LabelColumn != "" {
		return c.o.LabelColumn
	}
	for _, want := range labelColumns {
		if main.Kind != codebook.Sentiment && (want == "sentiment" || want == "polarity") {
			continue
		}
		for _, column := range sortedKeys(c.cells) {
			if _, other := c.o.book.Question(codebook.QuestionID(column)); strings.EqualFold(column, want) && !other {
				return column
			}
		}
	}
	return ""
}

// noteOf reads a note, or a list of them as doccano and Label Studio have it.
func noteOf(text string) string {
	var list []string
	if strings.HasPrefix(text, "[") && json.Unmarshal([]byte(text), &list) == nil {
		return strings.Join(list, "\n")
	}
	return text
}

// flagList reads "a;b", or a JSON list.
func flagList(text string) []string {
	text = strings.Trim(strings.TrimSpace(text), "[]")
	var flags []string
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ';' || r == ',' }) {
		if f := strings.Trim(strings.TrimSpace(part), `"`); f != "" && len(f) <= 100 && !slices.Contains(flags, f) {
			flags = append(flags, f)
		}
	}
	return flags
}
