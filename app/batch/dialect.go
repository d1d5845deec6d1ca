package batch

import (
	"encoding/csv"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"duotone/app"
)

// Dialect is how a table of text is written.
type Dialect struct {
	Delimiter rune
	Quoted    bool // cells may stand in double quotes
	Header    bool // the first row names the columns
}

// String tells a person what was found.
func (d Dialect) String() string {
	names := map[rune]string{',': "comma", ';': "semicolon", '\t': "tab", '|': "pipe"}
	name := names[d.Delimiter]
	if name == "" {
		name = strconv.QuoteRune(d.Delimiter)
	}
	s := name + " between cells"
	if !d.Quoted {
		s += ", no quoting"
	}
	if !d.Header {
		s += ", no header"
	}
	return s
}

var delimiters = []rune{',', ';', '\t', '|'}

// parseDelimiter reads what a person gives: a character, or its name.
func parseDelimiter(s string) (rune, error) {
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

// sniff finds the dialect of a table from its first lines. What the options give is taken as given.
func sniff(head string, whole bool, o Options) (Dialect, error) {
	var d Dialect
	tries := delimiters
	if o.Delimiter != "" {
		r, err := parseDelimiter(o.Delimiter)
		if err != nil {
			return d, err
		}
		tries = []rune{r}
	} else if o.Format == "tsv" {
		tries = []rune{'\t'}
	}
	quotings := []bool{true, false}
	switch o.Quote {
	case "", "auto":
	case "none":
		quotings = []bool{false}
	case "double":
		quotings = []bool{true}
	default:
		return d, app.Errorf("choose quoting", o.Quote, app.KindUsage, "Give auto, double or none.", "that is no way of quoting")
	}
	var rows [][]string
	best := -1.0
	for _, quoted := range quotings {
		for _, r := range tries {
			sample := sampleRows(head, whole, r, quoted)
			if s := consistency(sample); s > best {
				best, rows, d.Delimiter, d.Quoted = s, sample, r, quoted
			}
		}
	}
	switch o.Header {
	case "", "auto":
		d.Header = looksLikeHeader(rows)
	case "yes":
		d.Header = true
	case "no":
	default:
		return d, app.Errorf("choose header", o.Header, app.KindUsage, "Give auto, yes or no.", "that is no answer")
	}
	return d, nil
}

const sampleSize = 100 // rows

// sampleRows are the first rows as one dialect reads them.
func sampleRows(head string, whole bool, delimiter rune, quoted bool) [][]string {
	t := newTable(strings.NewReader(head), delimiter, quoted)
	var rows [][]string
	for len(rows) < sampleSize {
		cells, raw, err := t.next()
		if cells == nil && raw == "" && err != nil {
			break
		}
		if err != nil {
			cells = []string{raw}
		}
		rows = append(rows, cells)
	}
	if !whole && len(rows) > 1 && len(rows) < sampleSize {
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
	return share + 0.001*float64(min(width, 20))
}

// looksLikeHeader tells whether the first row names columns.
func looksLikeHeader(rows [][]string) bool {
	if len(rows) == 0 {
		return true
	}
	first := rows[0]
	for _, cell := range first {
		if role, sure := roleByName(cell); role != noRole && sure {
			return true
		}
	}
	seen := map[string]bool{}
	for _, cell := range first {
		c := strings.TrimSpace(cell)
		if _, err := strconv.ParseFloat(c, 64); err == nil || seen[c] || len(c) > 60 || looksLikePicture(c) || isAddress(c) {
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

var pictureExtensions = map[string]bool{
	".jpg": true, ".jpeg": true, ".jpe": true, ".png": true, ".gif": true, ".webp": true, ".bmp": true, ".tif": true, ".tiff": true,
}

// looksLikePicture tells whether a cell names a picture.
func looksLikePicture(cell string) bool {
	c := strings.ToLower(strings.TrimSpace(cell))
	if strings.HasPrefix(c, "data:image/") {
		return true
	}
	if len(c) > 1024 || strings.ContainsAny(c, "\n\r") {
		return false
	}
	if at := strings.IndexAny(c, "?#"); at > 0 && isAddress(c) {
		c = c[:at]
	}
	return pictureExtensions[path.Ext(c)]
}

// isAddress tells whether a cell is an address on the network.
func isAddress(cell string) bool {
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

// writeRecord appends one row in a dialect.
func writeRecord(w *csv.Writer, cells []string) error {
	if err := w.Write(cells); err != nil {
		return err
	}
	w.Flush()
	return w.Error()
}
