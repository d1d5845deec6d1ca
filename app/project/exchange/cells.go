package exchange

import (
	"duotone/app"
	"duotone/app/project"
	"encoding/json"
	"errors"
	"fmt"
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
	if isStudioRow(cells) {
		c.studio()
	} else {
		c.people()
		c.together()
	}
	own := r.stamp != nil || r.log != nil || len(r.scores) > 0
	for name, text := range cells { // exports have columns of these names, of their own
		switch {
		case own && (isOwn(name) || r.stamp != nil && r.stamp.For == FormatDoccano && name == "id"):
			delete(cells, name)
		case !own && (isOwn(name) || slices.Contains([]string{"id", "text", "image", "filename", "file_name"}, name)):
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

// label reads a column's label into a claim. An empty cell says that there is none.
func (c *cellReader) label(column string, pass project.Pass, into *claim) {
	if column == "" || !c.has(column) {
		return
	}
	label, ok, err := c.o.Names.labelOf(c.cells[column])
	c.keep(err)
	if err != nil {
		return
	}
	delete(c.cells, column)
	if into.labels == nil {
		into.labels = map[project.Pass]string{}
	}
	if into.labels[pass] = ""; ok {
		into.labels[pass] = label.String()
	}
}

// people reads what each person said: label:NAME and its like, or an object by name.
func (c *cellReader) people() {
	claims := map[string]*claim{}
	of := func(name string) *claim {
		name, err := project.CleanName(name)
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
		for _, pass := range project.Passes {
			if name, ok := strings.CutPrefix(column, passColumn(pass)+":"); ok {
				c.label(column, pass, of(name))
			}
		}
	}
	if text, ok := c.cells["annotators"]; ok && c.stamped() {
		var said map[string]map[project.Pass]string
		if err := json.Unmarshal([]byte(text), &said); err != nil {
			c.keep(app.Errorf("read labels", "", app.KindFormat, "Write it as {\"NAME\": {\"both\": \"positive\"}}.", "annotators can't be read: %w", err))
			said = nil
		} else {
			for who, was := range c.r.stamp.People { // whoever is not named any more
				for pass := range was.Labels {
					if _, ok := said[who]; !ok {
						said[who] = map[project.Pass]string{}
					}
					if _, ok := said[who][pass]; !ok {
						said[who][pass] = ""
					}
				}
			}
		}
		for _, who := range sortedKeys(said) {
			into := of(who)
			into.labels = map[project.Pass]string{}
			for _, pass := range project.Passes {
				if text, ok := said[who][pass]; ok {
					label, ok, err := c.o.Names.labelOf(text)
					c.keep(err)
					if err == nil {
						into.labels[pass] = map[bool]string{true: label.String()}[ok]
					}
				}
			}
		}
	}
	for _, who := range sortedKeys(claims) {
		c.r.claims = append(c.r.claims, *claims[who])
	}
}

// together reads what the row says of all: of a row that went out once the final label, of a stranger's the label of one
// person.
func (c *cellReader) together() {
	joint := claim{}
	switch {
	case c.stamped() && c.r.stamp.For != "":
		for _, pass := range project.Passes {
			for _, column := range c.finalColumns(pass) {
				c.label(column, pass, &joint)
			}
		}
	case len(c.r.claims) == 0 && c.o.LabelColumn != "-" && !c.stamped():
		c.label(labelColumn(c.cells, c.o.LabelColumn), project.PassBoth, &joint)
		for _, names := range [][2]string{{"words_label", "text_label"}, {"picture_label", "image_label"}} {
			pass := project.Pass(strings.TrimSuffix(names[0], "_label"))
			for _, column := range names {
				c.label(column, pass, &joint)
			}
		}
	}
	if c.has("flags") {
		flags := flagList(c.cells["flags"])
		joint.flags = &flags
	}
	for _, column := range []string{"note", "Comments"} {
		if c.has(column) && (column == "note" || c.stamped()) {
			note := noteOf(c.cells[column])
			if len(note) > project.MaxNote {
				c.r.left = append(c.r.left, fmt.Sprintf("a note is longer than %d bytes", project.MaxNote))
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

// finalColumns are the columns in which a format has the final label.
func (c *cellReader) finalColumns(pass project.Pass) []string {
	if pass != project.PassBoth {
		return []string{passColumn(pass)}
	}
	if c.o.LabelColumn != "" && c.o.LabelColumn != "-" {
		return []string{c.o.LabelColumn}
	}
	return []string{"labels", "label"}
}

func (c *cellReader) annotator() string {
	if c.o.AnnotatorColumn != "" {
		if name, err := project.CleanName(c.cells[c.o.AnnotatorColumn]); err == nil {
			return name
		}
	} else if name, err := project.CleanName(c.cells["annotator"]); err == nil {
		return name
	}
	return c.o.Annotator
}

// isOwn tells the columns that exports add.
func isOwn(name string) bool {
	head, _, person := strings.Cut(name, ":")
	return slices.Contains([]string{colStamp, colLog, colModel, "label", "labels", "words_label", "picture_label", "flags", "note", "annotators",
		"Comments", "model_label", "model_scores", "model_negative", "model_neutral", "model_positive",
		"model_incongruity", "model_irony", "final_label", studioWho}, name) ||
		person && slices.Contains([]string{"label", "words_label", "picture_label"}, head)
}

// labelColumn is the column of the label: the one named, or the first known name, whatever its case.
func labelColumn(cells map[string]string, named string) string {
	if named != "" {
		return named
	}
	for _, want := range labelColumns {
		for _, column := range sortedKeys(cells) {
			if strings.EqualFold(column, want) {
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
