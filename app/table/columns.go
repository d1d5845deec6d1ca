package table

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"duotone/app"
	"duotone/app/table/plaintext"
	"duotone/app/table/source"
)

// Mapping says which columns hold a row's words, picture and id: positions in the columns, -1 for none. For JSON it is
// by name, because each object has its own columns.
type Mapping struct {
	Text, Image, ID             int
	TextName, ImageName, IDName string
}

func (m Mapping) String() string {
	part := func(what, name string) string {
		if name == "" {
			return what + ": none"
		}
		return what + ": " + strconv.Quote(name)
	}
	id := part("id", m.IDName)
	if m.IDName == "" {
		id = "id: the row's number"
	}
	return part("words", m.TextName) + ", " + part("picture", m.ImageName) + ", " + id
}

// Guess finds the columns that the options do not name, from their names and from the first rows.
func Guess(columns []string, sample []source.Row, o source.Options) (Mapping, error) {
	m := Mapping{Text: -1, Image: -1, ID: -1}
	if len(columns) == 0 && o.TextColumn == "" && o.ImageColumn == "" && o.IDColumn == "" {
		return m, nil // an empty file has no posts, which is no mistake
	}
	taken := map[int]bool{}
	named := func(want string, advice app.Sentence) (int, string, error) {
		if want == "" || want == "-" {
			return -1, "", nil
		}
		at, err := FindColumn(columns, want)
		if err != nil {
			return -1, "", app.Errorf("find column", want, app.KindUsage, "", "%w", err).Advise(advice.With("columns", NameList(columns)))
		}
		taken[at] = true
		return at, columns[at], nil
	}
	var err error
	if m.Text, m.TextName, err = named(o.TextColumn, app.Say("Name one with --text-column. The columns are: {{.columns}}.")); err != nil {
		return m, err
	}
	if m.Image, m.ImageName, err = named(o.ImageColumn, app.Say("Name one with --image-column. The columns are: {{.columns}}.")); err != nil {
		return m, err
	}
	if m.ID, m.IDName, err = named(o.IDColumn, app.Say("Name one with --id-column. The columns are: {{.columns}}.")); err != nil {
		return m, err
	}
	look := newLook(len(columns), sample)
	if o.ImageColumn == "" {
		m.Image = ByName(columns, source.ImageNames, taken, func(i int) bool { return look.couldBePicture(i) })
		if m.Image < 0 || look.pictures[m.Image] == 0 {
			// A column full of pictures beats one that is only called so.
			if at := look.mostPictures(taken); at >= 0 {
				m.Image = at
			}
		}
		m.ImageName = take(columns, taken, m.Image)
	}
	if o.TextColumn == "" {
		m.Text = ByName(columns, source.TextNames, taken, func(i int) bool { return look.objects[i] == 0 })
		if m.Text < 0 {
			m.Text = look.wordiest(taken)
		}
		m.TextName = take(columns, taken, m.Text)
	}
	if o.IDColumn == "" {
		m.ID = ByName(columns, source.IDNames, taken, func(i int) bool { return true })
		m.IDName = take(columns, taken, m.ID)
	}
	if m.Text < 0 && m.Image < 0 {
		return m, app.Errorf("find columns", "", app.KindUsage, "", "no column looks like words or pictures").
			Advise(app.Say("Name one with --text-column or --image-column. The columns are: {{.columns}}.").With("columns", NameList(columns)))
	}
	return m, nil
}

func take(columns []string, taken map[int]bool, at int) string {
	if at < 0 {
		return ""
	}
	taken[at] = true
	return columns[at]
}

// FindColumn finds a column by its exact name, else without case and punctuation, else by its number from 1.
func FindColumn(columns []string, want string) (int, error) {
	for i, c := range columns {
		if c == want {
			return i, nil
		}
	}
	at := -1
	for i, c := range columns {
		if strings.EqualFold(strings.TrimSpace(c), strings.TrimSpace(want)) {
			if at >= 0 {
				return -1, fmt.Errorf("several columns have that name")
			}
			at = i
		}
	}
	if at >= 0 {
		return at, nil
	}
	if n, err := strconv.Atoi(want); err == nil && n >= 1 && n <= len(columns) {
		return n - 1, nil
	}
	return -1, fmt.Errorf("there is no column of that name")
}

// ByName finds the column whose plain name is one of names, the best name first, among those that are not taken and ok; -1: none.
func ByName(columns []string, names []string, taken map[int]bool, ok func(int) bool) int {
	for _, n := range names {
		for i, c := range columns {
			if !taken[i] && source.PlainName(c) == n && ok(i) {
				return i
			}
		}
	}
	return -1
}

// NameList are names as a message shows them: quoted, the first twenty.
func NameList(columns []string) string {
	quoted := make([]string, 0, len(columns))
	for i, c := range columns {
		if i == 20 {
			quoted = append(quoted, "…")
			break
		}
		quoted = append(quoted, strconv.Quote(c))
	}
	return strings.Join(quoted, ", ")
}

// look is what the first rows show about each column.
type look struct {
	filled, pictures, letters, spaces []int
	objects                           []int // rows in which it holds an object, which is neither words nor a picture
}

func newLook(n int, sample []source.Row) look {
	l := look{make([]int, n), make([]int, n), make([]int, n), make([]int, n), make([]int, n)}
	for _, r := range sample {
		for i, v := range r.Cells {
			if i >= n || strings.TrimSpace(v.Text) == "" {
				continue
			}
			l.filled[i]++
			if len(v.JSON) > 0 && v.JSON[0] == '{' {
				l.objects[i]++
			}
			if plaintext.LooksLikePicture(v.Text) {
				l.pictures[i]++
				continue
			}
			if len(v.JSON) > 0 && v.JSON[0] != '"' || plaintext.IsAddress(v.Text) {
				continue
			}
			head := v.Text[:min(len(v.Text), 2000)]
			l.spaces[i] += strings.Count(strings.TrimSpace(head), " ")
			unspaced := 0
			for _, r := range head {
				if unicode.IsLetter(r) {
					l.letters[i]++
				}
				if unicode.In(r, unspacedScripts...) {
					unspaced++
				}
			}
			l.spaces[i] += unspaced / 4 // about as many words
		}
	}
	return l
}

// unspacedScripts write words without blanks between them.
var unspacedScripts = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar}

// couldBePicture tells whether nothing speaks against a column called "file" or "url": empty ones may be.
func (l look) couldBePicture(i int) bool {
	return l.filled[i] == 0 || l.pictures[i] > 0 || l.objects[i] == 0 && l.spaces[i] <= l.filled[i]
}

func (l look) mostPictures(taken map[int]bool) int {
	at := -1
	for i, n := range l.pictures {
		if !taken[i] && n > 0 && 2*n >= l.filled[i] && (at < 0 || n > l.pictures[at]) {
			at = i
		}
	}
	return at
}

func (l look) wordiest(taken map[int]bool) int {
	at := -1
	for i, n := range l.letters {
		if taken[i] || l.filled[i] == 0 || l.spaces[i] == 0 {
			continue
		}
		if at < 0 || n > l.letters[at] {
			at = i
		}
	}
	return at
}

// Words are a row's words.
func (m Mapping) Words(r source.Row) (string, error) {
	v, ok := m.cell(r, m.Text, m.TextName)
	if !ok {
		return "", nil
	}
	if len(v.JSON) > 0 && (v.JSON[0] == '{' || v.JSON[0] == '[') {
		return "", app.Errorf("read row", "", app.KindFormat, "Name another column with --text-column.", "%s is not a text", strconv.Quote(m.TextName))
	}
	if isBytes(v.Text) {
		return "", app.Errorf("read row", "", app.KindFormat, "Name another column with --text-column.", "%s holds bytes, not words", strconv.Quote(m.TextName))
	}
	return v.Text, nil
}

// isBytes tells a data: URI, as bytes in a Parquet file come out as well: no words, whatever is made of them.
func isBytes(s string) bool {
	return len(s) > 12 && strings.EqualFold(s[:5], "data:") && strings.Contains(strings.ToLower(s[:min(len(s), 200)]), ";base64,") && !strings.ContainsAny(s[:min(len(s), 200)], " \n")
}

// Picture is what a row calls its picture, or "".
func (m Mapping) Picture(r source.Row) (string, error) {
	v, ok := m.cell(r, m.Image, m.ImageName)
	if !ok {
		return "", nil
	}
	if len(v.JSON) == 0 || v.JSON[0] == '"' {
		return v.Text, nil
	}
	if v.JSON[0] == '[' {
		var many []*string
		if err := json.Unmarshal(v.JSON, &many); err == nil {
			switch {
			case len(many) == 0 || len(many) == 1 && many[0] == nil:
				return "", nil
			case len(many) == 1:
				return *many[0], nil
			}
			return "", app.Errorf("read row", "", app.KindFormat, "A post has one picture; make a row for each.", "there are %d pictures", len(many))
		}
	}
	if v.IsNull() {
		return "", nil
	}
	return "", app.Errorf("read row", "", app.KindFormat, "Name another column with --image-column.", "%s is not the name of a picture", strconv.Quote(m.ImageName))
}

// PostID is a row's id, or its number where it has none.
func (m Mapping) PostID(r source.Row) string {
	if v, ok := m.cell(r, m.ID, m.IDName); ok && strings.TrimSpace(v.Text) != "" {
		return v.Text
	}
	return strconv.FormatInt(r.N, 10)
}

// cell is a row's cell by position, or for an object by name; a dot in a name leads into nested objects.
func (m Mapping) cell(r source.Row, at int, name string) (source.Value, bool) {
	if r.Object == nil {
		if at < 0 || at >= len(r.Cells) {
			return source.Value{}, false
		}
		return r.Cells[at], true
	}
	if name == "" {
		return source.Value{}, false
	}
	return source.Lookup(r.Object, name)
}
