package exchange

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"duotone/app/codebook"
	"duotone/app/project/ledger"
)

// studioNoise are columns that Label Studio adds to its CSV and JSON_MIN.
var studioNoise = []string{"annotation_id", "annotator", "created_at", "updated_at", "lead_time", "id"}

// isStudioRow tells a row of Label Studio's CSV or JSON_MIN, each of which is one person's work, from a stranger's.
// No time is known of work that came by an import or by its API: the cell is there and empty.
func (c *cellReader) isStudioRow() bool {
	for _, name := range []string{"annotation_id", "lead_time", "created_at"} {
		if !c.has(name) {
			return false
		}
	}
	return true
}

// studio reads one person's work.
func (c *cellReader) studio() {
	note := noteOf(studioText(c.cells["note"]))
	flags := studioChoices(c.cells["flags"])
	mine := claim{labels: map[codebook.QuestionID]string{}, flags: &flags, note: &note}
	main := c.o.book.Main()
	for i := range c.o.book.Questions {
		q := &c.o.book.Questions[i]
		name := studioName(q.ID)
		if q.ID == main && c.o.LabelColumn != "" {
			name = c.o.LabelColumn
		}
		answer, ok, err := c.o.Names.answerOf(q, studioChoices(c.cells[name]))
		if c.keep(err); err == nil && (ok || c.stamped()) {
			mine.labels[q.ID] = string(answer)
		}
		delete(c.cells, name)
	}
	if at, err := time.Parse(time.RFC3339Nano, c.cells["created_at"]); err == nil {
		mine.at = at.UTC()
	}
	if s, err := strconv.ParseFloat(c.cells["lead_time"], 64); err == nil && s > 0 && s < 1e6 {
		mine.took = time.Duration(s * float64(time.Second))
	}
	mine.who = c.studioPerson(mine)
	if c.stamped() {
		mine.keepNone(c.r.stamp)
	}
	for _, name := range append(studioNoise, "note", "flags", studioWho) {
		delete(c.cells, name)
	}
	c.r.claims = append(c.r.claims, mine)
}

// unsaid tells an answer that Label Studio has no way to say: none of many labels.
func unsaid(was, is string) bool { return was == string(codebook.None) && is == "" }

// keepNone takes silence for what it was.
func (c *claim) keepNone(s *stamp) {
	for id, label := range c.labels {
		if was := s.People[c.who].Labels[id]; unsaid(was, label) {
			c.labels[id] = was
		}
	}
}

// studioPerson is whose work it is: the person that went out with it, or whose work it still is to the letter, else the
// user there.
func (c *cellReader) studioPerson(mine claim) string {
	if name, err := ledger.CleanName(noteOf(studioText(c.cells[studioWho]))); err == nil {
		return name
	}
	if c.stamped() && !c.o.named { // else who is not named has made it there
		for _, who := range sortedKeys(c.r.stamp.People) {
			was := c.r.stamp.People[who]
			same := slices.Equal(was.Flags, *mine.flags) && was.Note == printOf(*mine.note)
			for _, q := range c.o.book.Questions {
				same = same && (was.Labels[q.ID] == mine.labels[q.ID] || unsaid(was.Labels[q.ID], mine.labels[q.ID]))
			}
			if same {
				return who
			}
		}
	}
	by := c.cells["annotator"]
	if _, err := strconv.Atoi(by); err != nil {
		by = jsonText(map[string]string{"email": by})
	}
	who, err := personOf(json.RawMessage(by), c.o)
	c.keep(err)
	if err != nil || who == "" {
		who = c.o.Annotator
	}
	return who
}

// studioChoices reads choices: one as it is, several as {"choices": […]} or a list.
func studioChoices(text string) []string {
	var several struct {
		Choices []string `json:"choices"`
	}
	if strings.HasPrefix(text, "{") && json.Unmarshal([]byte(text), &several) == nil {
		return several.Choices
	}
	var list []string
	if strings.HasPrefix(text, "[") && json.Unmarshal([]byte(text), &list) == nil {
		return list
	}
	if text == "" {
		return []string{}
	}
	return []string{text}
}

// studioText reads a field of text: one as it is, several as {"text": […]}.
func studioText(text string) string {
	var several struct {
		Text []any `json:"text"`
	}
	if strings.HasPrefix(text, "{") && json.Unmarshal([]byte(text), &several) == nil {
		var all []string
		for _, x := range several.Text {
			all = append(all, fmt.Sprint(x))
		}
		return strings.Join(all, "\n")
	}
	return text
}
