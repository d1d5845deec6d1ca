package sound

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project/ledger"
)

func text(row map[string]any, name string) string {
	switch v := row[name].(type) {
	case string:
		return v
	case []byte:
		return string(v)
	}
	return ""
}

func number(row map[string]any, name string) int64 {
	n, ok := row[name].(int64)
	if !ok {
		return -1 << 62 // out of every bound
	}
	return n
}

// The columns of rows that have a sum, in the order in which it is made.
const (
	PostColumns  = "id, pos, name, text, picture, columns"
	EventColumns = "id, seq, annotator, at, act, post, pass, round, value, target, took, ordered, shown"
	ScoreColumns = "post, pack, neg, neu, pos, words, picture, incongruity, irony, prediction"
)

// Post tells whether a post is one: its name is that of its content. Other columns are mended.
func Post(row map[string]any) bool {
	if !asWritten(row, PostColumns) {
		row["sum"] = nil // what counts is the content, and that has its own
	}
	if !json.Valid([]byte(text(row, "columns"))) {
		row["columns"] = "{}"
	}
	return isContent(app.PostID(text(row, "id")), text(row, "text"), text(row, "picture"))
}

// Event tells whether a judgement is one. What was on the screen is mended.
func Event(row map[string]any) bool {
	var shown ledger.Shown
	if raw := text(row, "shown"); !utf8.ValidString(raw) || json.Unmarshal([]byte(raw), &shown) != nil {
		row["shown"], row["sum"] = "{}", nil // who said what is worth more than what was on the screen
	} else if !asWritten(row, EventColumns) {
		return false
	}
	e := ledger.Event{ID: text(row, "id"), Seq: number(row, "seq"), Annotator: text(row, "annotator"), Act: ledger.Act(text(row, "act")),
		Post: app.PostID(text(row, "post")), Question: codebook.QuestionID(text(row, "pass")), Round: int(number(row, "round")), Value: text(row, "value"),
		Target: text(row, "target"), Took: time.Duration(number(row, "took"))}
	return (e.Act == ledger.ActCodebook || isContentName(string(e.Post))) && e.Check() == nil && number(row, "at") > -1<<50
}

// Sum is the CRC-32 of a row's cells: texts, whole numbers, numbers, or nothing.
func Sum(cells []any) int64 {
	sum := crc32.NewIEEE()
	for _, c := range cells {
		switch c := c.(type) {
		case string:
			fmt.Fprintf(sum, "s%d:%s", len(c), c)
		case []byte:
			fmt.Fprintf(sum, "s%d:%s", len(c), c)
		case int64:
			fmt.Fprintf(sum, "i%d:", c)
		case float64:
			fmt.Fprintf(sum, "f%x:", math.Float64bits(c))
		default:
			fmt.Fprint(sum, "n:")
		}
	}
	return int64(sum.Sum32())
}

// asWritten tells whether a row is what its sum says. One without a sum was written before there were any.
func asWritten(row map[string]any, columns string) bool {
	want, ok := row["sum"].(int64)
	if !ok {
		return row["sum"] == nil
	}
	var cells []any
	for name := range strings.SplitSeq(columns, ", ") {
		cells = append(cells, row[name])
	}
	return Sum(cells) == want
}

// Score holds what a model said against itself: its numbers are kept in columns, to be ordered by, and within the
// prediction.
func Score(row map[string]any) bool {
	if !asWritten(row, ScoreColumns) {
		return false
	}
	all := app.Scores{real(row, "neg"), real(row, "neu"), real(row, "pos")}
	words, ok1 := parts(text(row, "words"))
	picture, ok2 := parts(text(row, "picture"))
	if !isScores(all) || !ok1 || !ok2 || !isContentName(text(row, "post")) || text(row, "pack") == "" {
		return false
	}
	incongruity, irony := real(row, "incongruity"), real(row, "irony")
	if !(incongruity >= -1 && incongruity <= 1 && irony >= -1 && irony <= 1) {
		return false
	}
	raw := text(row, "prediction")
	if raw == "" {
		return true
	}
	type view struct {
		Scores map[string]float64 `json:"scores"`
	}
	var whole struct {
		V           int                `json:"v"`
		Label       string             `json:"label"`
		Scores      map[string]float64 `json:"scores"`
		Words       *view              `json:"words"`
		Picture     *view              `json:"picture"`
		Incongruity *float64           `json:"incongruity"`
		Irony       *float64           `json:"irony"`
	}
	if !utf8.ValidString(raw) || json.Unmarshal([]byte(raw), &whole) != nil {
		return false
	}
	_, known := app.ParseLabel(whole.Label)
	if !known || !same(&all, whole.Scores) {
		return false
	}
	for _, m := range []struct {
		kept *app.Scores
		said *view
	}{{words, whole.Words}, {picture, whole.Picture}} {
		if (m.kept == nil) != (m.said == nil) || m.said != nil && !same(m.kept, m.said.Scores) {
			return false
		}
	}
	return (whole.Incongruity == nil || near(*whole.Incongruity, incongruity)) && (whole.Irony == nil || near(*whole.Irony, irony))
}

// near allows for predictions that are kept with four decimals.
func near(a, b float64) bool { return math.Abs(a-b) < 1e-4 }

func same(kept *app.Scores, said map[string]float64) bool {
	for _, l := range app.Labels {
		if x, ok := said[l.String()]; !ok || !near(x, kept[l]) {
			return false
		}
	}
	return len(said) == len(app.Labels)
}

func isScores(s app.Scores) bool {
	sum := 0.0
	for _, x := range s {
		if !(x >= 0 && x <= 1) { // NaN is neither
			return false
		}
		sum += x
	}
	return sum > 0.99 && sum < 1.01
}

// parts reads the scores of words or picture alone; nil where there are none.
func parts(raw string) (*app.Scores, bool) {
	if raw == "" {
		return nil, true
	}
	var s app.Scores
	if json.Unmarshal([]byte(raw), &s) != nil || !isScores(s) {
		return nil, false
	}
	return &s, true
}

// isContentName tells whether it is the name of a post.
func isContentName(id string) bool {
	raw, err := hex.DecodeString(id)
	return err == nil && len(raw) == 16
}

// Embedding tells whether a representation is one: little-endian float32, all of them numbers, or what posts are compared by.
func Embedding(row map[string]any) bool {
	raw, ok := row["vec"].([]byte)
	if ok && strings.HasPrefix(text(row, "pack"), AlikeKey) {
		return isContentName(text(row, "post")) && alike(raw)
	}
	if !ok || len(raw) == 0 || len(raw)%4 != 0 || !isContentName(text(row, "post")) {
		return false
	}
	for i := 0; i < len(raw); i += 4 {
		if x := float64(math.Float32frombits(binary.LittleEndian.Uint32(raw[i:]))); math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	return true
}

// Picture tells whether an embedded picture is what its hash says.
func Picture(row map[string]any) bool {
	raw, _ := row["data"].([]byte)
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]) == text(row, "sum")
}

// Setting tells whether a setting is one: those of the project itself are JSON.
func Setting(row map[string]any) bool {
	return !strings.HasPrefix(text(row, "key"), "set.") || json.Valid([]byte(text(row, "value")))
}

func real(row map[string]any, name string) float64 {
	switch v := row[name].(type) {
	case float64:
		return v
	case int64:
		return float64(v)
	}
	return math.NaN()
}

// isContent tells whether a post's name is that of its content. sum is its picture's, "" where it has none.
func isContent(id app.PostID, text, sum string) bool {
	post := app.Post{Text: text}
	if sum != "" {
		raw, err := hex.DecodeString(sum)
		if err != nil || len(raw) != sha256.Size {
			return false
		}
		post.Picture = &app.Picture{Sum: app.Sum(raw)}
	}
	return post.ContentID() == id
}

// AlikeKey begins the name of the maker where the table of representations holds what posts are compared by (package similar).
const AlikeKey = "alike:"

// alike tells whether what posts are compared by is as it was written: its last four bytes are a CRC-32 of the rest.
func alike(raw []byte) bool {
	at := len(raw) - 4
	return at > 0 && crc32.ChecksumIEEE(raw[:at]) == binary.LittleEndian.Uint32(raw[at:])
}
