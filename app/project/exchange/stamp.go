package exchange

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project/ledger"
)

// colStamp is the column, key or field of every exported row by which an import knows it again.
const colStamp = "duotone"

// stamp says of an exported row which post it is and what it said when it went out. What the row says otherwise when it
// comes back is work of the other side, and newer. Texts are kept as hashes: the stamp gives away nothing more than the row.
type stamp struct {
	Project string                         `json:"project"`
	Post    app.PostID                     `json:"post"`
	For     string                         `json:"for"` // the format
	By      string                         `json:"by"`  // what makes a label final
	Name    string                         `json:"name"`
	Text    string                         `json:"text"`
	Image   string                         `json:"image,omitempty"`   // as the row has it
	Columns map[string]string              `json:"columns,omitempty"` // by name
	Final   map[codebook.QuestionID]string `json:"final,omitempty"`
	Flags   []string                       `json:"flags,omitempty"` // everybody's
	Note    string                         `json:"note,omitempty"`  // likewise
	People  map[string]work                `json:"people,omitempty"`
}

// work is what one person said of a post.
type work struct {
	Labels  map[codebook.QuestionID]string `json:"labels,omitempty"`
	Again   map[codebook.QuestionID]string `json:"again,omitempty"` // the answers to what was asked once more
	Flags   []string                       `json:"flags,omitempty"`
	Note    string                         `json:"note,omitempty"`
	Skipped bool                           `json:"skipped,omitempty"`
}

func (r record) stamp(id string, o ExportOptions) string {
	s := stamp{Project: id, Post: r.item.ID, For: o.Format, By: o.Final.By, Name: r.item.Name, Text: printOf(r.item.Text), Image: r.image,
		Columns: map[string]string{}, Final: r.labels, Flags: r.flags, Note: printOf(r.noteText()), People: map[string]work{}}
	for name, text := range r.item.Columns {
		s.Columns[name] = printOf(text)
	}
	for _, who := range r.who() {
		s.People[who] = work{r.people[who], r.again[who], r.flagsOf[who], printOf(r.notes[who]), r.skipped[who]}
	}
	return jsonText(s)
}

// parseStamp reads a stamp; nil where there is none.
func parseStamp(text string) (*stamp, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil //nolint:nilnil // as said
	}
	var s stamp
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return nil, app.Errorf("read row", "", app.KindFormat, "Put it back as it was, or take the whole column out: then posts are known by their content.",
			"the column "+colStamp+" was changed: %w", err)
	}
	return &s, nil
}

// stampOf makes up for a stamp that exports did not have once: the log that came with the row says what people had said.
// What stood in the other cells is not known.
func stampOf(log []ledger.Event) *stamp {
	if len(log) == 0 {
		return nil
	}
	l := ledger.New(log)
	s := &stamp{Post: log[0].Post, People: map[string]work{}}
	for _, who := range l.Annotators() {
		s.People[who] = workOf(l, who, s.Post)
	}
	return s
}

// workOf is what somebody says of a post now, the note as its hash.
func workOf(l *ledger.Ledger, who string, post app.PostID) work {
	w := work{Labels: map[codebook.QuestionID]string{}, Again: map[codebook.QuestionID]string{}, Flags: l.Flags(who, post), Note: printOf(l.Note(who, post))}
	book, _ := l.Codebook()
	for _, q := range book.Questions {
		if answer, _, ok := l.Answer(who, post, q.ID, 0); ok {
			w.Labels[q.ID] = string(answer)
		}
		if answer, _, ok := l.Answer(who, post, q.ID, 1); ok {
			w.Again[q.ID] = string(answer)
		}
	}
	w.Skipped = l.Standing(who, post, book.Main(), 0) == ledger.ActSkip
	return w
}

// printOf is a short hash of a text as other programs hand it on: what they do to line breaks, to signs that no table can
// hold and to white space at the ends is no edit. "" of nothing.
func printOf(text string) string {
	if text = settled(text); text == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

func settled(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n"), "\r", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\uFFFE' || r == '\uFFFF' {
			return -1
		}
		return r
	}, text))
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
