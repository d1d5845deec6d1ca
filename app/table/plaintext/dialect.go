package plaintext

import (
	"encoding/csv"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"duotone/app"
	"duotone/app/table/source"
)

// Dialect is how a table of text is written.
type Dialect struct {
	Delimiter rune
	Quoted    bool   // cells may stand in double quotes
	Single    bool   // cells may stand in single quotes instead
	Spaces    bool   // blanks behind a delimiter are not part of the cell
	CR        bool   // lines end with CR alone, as on old Macs
	Sep       bool   // the first line is "sep=;", which only tells the delimiter
	Header    bool   // the first row names the columns
	Skip      int    // lines at the beginning that are none of the table, as given
	Above     int    // rows that stand above the header, as found
	Comment   string // what lines begin with that are none of the table; empty: nothing
}

// String tells a person what was found.
func (d Dialect) String() string {
	names := map[rune]string{',': "comma", ';': "semicolon", '\t': "tab", '|': "pipe"}
	name := names[d.Delimiter]
	if name == "" {
		name = strconv.QuoteRune(d.Delimiter)
	}
	s := name + " between cells"
	switch {
	case d.Single:
		s += ", single quotes"
	case !d.Quoted:
		s += ", no quoting"
	}
	if d.Spaces {
		s += ", blanks after it dropped"
	}
	if d.CR {
		s += ", lines end with CR"
	}
	if !d.Header {
		s += ", no header"
	}
	return s
}

var delimiters = []rune{',', ';', '\t', '|'}

// ParseDelimiter reads what a person gives: a character, or its name.
func ParseDelimiter(s string) (rune, error) {
	switch strings.ToLower(s) {
	case "comma":
		return ',', nil
	case "semicolon":
		return ';', nil
	case "tab", `\t`:
		return '\t', nil
	case "pipe":
		return '|', nil
	}
	if r, n := utf8.DecodeRuneInString(s); n == len(s) && n > 0 && r != utf8.RuneError && r != '"' && r != '\n' && r != '\r' {
		return r, nil
	}
	return 0, app.Errorf("choose delimiter", s, app.KindUsage, "Give one character, or comma, semicolon, tab or pipe.",
		"that is not one character")
}

// Sniff finds the dialect of a table from its first lines. What the options give is taken as given.
func Sniff(head string, whole bool, o source.Options) (Dialect, error) {
	var d Dialect
	tries := delimiters
	if o.Delimiter != "" {
		r, err := ParseDelimiter(o.Delimiter)
		if err != nil {
			return d, err
		}
		tries = []rune{r}
	} else if o.Format == "tsv" {
		tries = []rune{'\t'}
	}
	d.Quoted, d.CR = true, EndsWithCR(head, true)
	if sep, ok := sepLine(head); ok {
		d.Sep = true
		if o.Delimiter == "" {
			tries = []rune{sep}
		}
	}
	ways := []Dialect{{Quoted: true}, {}, {Quoted: true, Single: true}}
	switch o.Quote {
	case "", "auto":
	case "none":
		ways = ways[1:2]
	case "double":
		ways = ways[:1]
	case "single":
		ways = ways[2:]
	default:
		return d, app.Errorf("choose quoting", o.Quote, app.KindUsage, "Give auto, double, single or none.", "that is no way of quoting")
	}
	var rows [][]string
	best := -1.0
	for _, way := range ways {
		for _, r := range tries {
			for _, spaces := range []bool{false, true} {
				try := Dialect{Delimiter: r, Quoted: way.Quoted, Single: way.Single, Spaces: spaces, CR: d.CR, Sep: d.Sep, Skip: o.SkipRows, Comment: o.Comment}
				if spaces && (!way.Quoted || r == '\t' || !strings.Contains(head, string(r)+" "+quoteMark(way))) {
					continue
				}
				sample := SampleRows(head, whole, try)
				if s := consistency(sample); s > best {
					best, rows, d = s, sample, try
				}
			}
		}
	}
	if o.SkipRows == 0 && o.Header != "no" {
		d.Above = Preamble(rows)
	}
	switch o.Header {
	case "", "auto":
		d.Header = LooksLikeHeader(rows[d.Above:])
	case "yes":
		d.Header = true
	case "no":
	default:
		return d, app.Errorf("choose header", o.Header, app.KindUsage, "Give auto, yes or no.", "that is no answer")
	}
	return d, nil
}

// SampleSize are the rows from which is guessed what the columns are for.
const SampleSize = 100

func quoteMark(d Dialect) string {
	if d.Single {
		return "'"
	}
	return `"`
}

// sepLine reads the line that Excel takes a delimiter from.
func sepLine(head string) (rune, bool) {
	line, _, _ := strings.Cut(head, "\n")
	line = strings.Trim(strings.TrimRight(line, "\r"), `"`)
	if len(line) < 5 || !strings.EqualFold(line[:4], "sep=") {
		return 0, false
	}
	r, err := ParseDelimiter(line[4:])
	return r, err == nil
}

// EndsWithCR tells whether lines end with CR alone: there is no LF outside quotes.
func EndsWithCR(head string, quotes bool) bool {
	in, cr := false, false
	for i := range len(head) {
		switch head[i] {
		case '"':
			in = quotes && !in
		case '\n':
			if !in {
				return false
			}
		case '\r':
			cr = cr || !in && (i+1 == len(head) || head[i+1] != '\n')
		}
	}
	return cr
}

// SampleRows are the first rows as one dialect reads them.
func SampleRows(head string, whole bool, d Dialect) [][]string {
	t := newTable(strings.NewReader(head), d)
	var rows [][]string
	for len(rows) < SampleSize {
		cells, raw, err := t.next()
		if cells == nil && raw == "" && err != nil {
			break
		}
		if err != nil {
			cells = []string{raw}
		}
		rows = append(rows, cells)
	}
	if !whole && len(rows) > 1 && len(rows) < SampleSize {
		rows = rows[:len(rows)-1] // the last one is cut
	}
	return rows
}

// consistency is high where most rows have the same number of cells, more than one.
func consistency(rows [][]string) float64 {
	if len(rows) == 0 {
		return 0
	}
	count := map[int]int{}
	for _, r := range rows {
		count[len(r)]++
	}
	width, most := 0, 0
	for w, n := range count {
		if n > most || n == most && w > width {
			width, most = w, n
		}
	}
	share := float64(most) / float64(len(rows))
	if len(rows[0]) == width {
		share += 0.2 // the header agrees
	}
	if width == 1 {
		return share / 10
	}
	if _, sure := source.RoleByName(rows[0][0]); share < 0.5 || len(rows[0]) == 1 && sure {
		share /= 20 // commas in prose
	}
	return share + 0.001*float64(min(width, 20))
}

// LooksLikeHeader tells whether the first row names columns.
func LooksLikeHeader(rows [][]string) bool {
	if len(rows) == 0 {
		return true
	}
	first := rows[0]
	for _, cell := range first {
		if role, sure := source.RoleByName(cell); role != source.NoRole && sure {
			return true
		}
	}
	seen := map[string]bool{}
	for _, cell := range first {
		c := strings.TrimSpace(cell)
		if _, err := strconv.ParseFloat(c, 64); err == nil || seen[c] || len(c) > 60 || LooksLikePicture(c) || IsAddress(c) {
			return false
		}
		seen[c] = true
	}
	if len(rows) < 2 {
		return false
	}
	// Names of columns are short words; words of a post are not.
	long := 0
	for _, cell := range first {
		if strings.Count(strings.TrimSpace(cell), " ") > 3 {
			long++
		}
	}
	return long == 0 && len(first) > 1
}

// PictureExtensions are what names of pictures end with: also of kinds that can't be read, so that their posts say so instead of being
// judged without them.
var PictureExtensions = map[string]bool{
	".jpg": true, ".jpeg": true, ".jpe": true, ".jfif": true, ".png": true, ".gif": true, ".webp": true, ".bmp": true, ".tif": true, ".tiff": true,
	".heic": true, ".heif": true, ".avif": true, ".jxl": true, ".jp2": true, ".svg": true, ".psd": true, ".ico": true,
	".dng": true, ".cr2": true, ".cr3": true, ".nef": true, ".arw": true, ".raf": true, ".orf": true, ".rw2": true,
}

// LooksLikePicture tells whether a cell names a picture.
func LooksLikePicture(cell string) bool {
	c := strings.ToLower(strings.TrimSpace(cell))
	if strings.HasPrefix(c, "data:image/") {
		return true
	}
	if len(c) > 1024 || strings.ContainsAny(c, "\n\r") {
		return false
	}
	if at := strings.IndexAny(c, "?#"); at > 0 && IsAddress(c) {
		c = c[:at]
	}
	return PictureExtensions[path.Ext(c)]
}

// IsAddress tells whether a cell is an address on the network.
func IsAddress(cell string) bool {
	c := strings.TrimSpace(cell)
	at := strings.Index(c, "://")
	if at <= 0 {
		return strings.HasPrefix(c, "//") && strings.Contains(c, ".")
	}
	switch strings.ToLower(c[:at]) {
	case "file":
		return false
	case "http", "https", "ftp", "ftps", "s3", "gs", "sftp", "hdfs", "smb", "ipfs", "ws", "wss":
		return true
	}
	for _, r := range c[:at] {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '+' && r != '-' && r != '.' {
			return false
		}
	}
	return true
}

// WriteRecord appends one row in a dialect.
func WriteRecord(w *csv.Writer, cells []string) error {
	if err := w.Write(cells); err != nil {
		return err
	}
	w.Flush()
	return w.Error()
}
