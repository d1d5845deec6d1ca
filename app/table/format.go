package table

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"regexp"
	"strings"

	"duotone/app"
	"duotone/app/table/network"
	"duotone/app/table/plaintext"
	"duotone/app/table/source"
)

var formats = []string{source.JSONLines, source.JSONArray, source.CSV, source.TSV, source.XLSX, source.Parquet, source.Folder, source.ZIP}

func knownFormat(f string) error {
	for _, k := range formats {
		if f == k {
			return nil
		}
	}
	return app.Errorf("choose format", f, app.KindUsage, "Formats: "+strings.Join(formats, ", ")+".", "there is no format of that name")
}

// headOf are the first bytes of a file, unpacked where it is a gzip.
func headOf(path string) ([]byte, error) {
	r, done, err := openBytes(path)
	if err != nil {
		return nil, err
	}
	defer done()
	head := make([]byte, plaintext.HeadSize)
	n, err := io.ReadFull(r, head)
	if err != nil && n == 0 && !errors.Is(err, io.EOF) {
		return nil, source.Missing(path, err)
	}
	return head[:n], nil
}

// formatOf tells a file's format: as given, by its first bytes where those leave no doubt, else by its name.
func formatOf(path, given string) (string, error) {
	if given != "" {
		return given, knownFormat(given)
	}
	head, err := headOf(path)
	if err != nil {
		return "", err
	}
	if f := binaryFormat(head); f == source.ZIP {
		return formatOfZIP(path), nil
	} else if f != "" {
		return f, nil
	}
	if err := noTable(path, head); err != nil {
		return "", err
	}
	switch filepath.Ext(strings.TrimSuffix(strings.ToLower(path), ".gz")) {
	case ".jsonl", ".ndjson", ".json":
		return jsonFormatOr(head, orIfEmpty(head, source.JSONLines, source.CSV)), nil
	case ".tsv", ".tab":
		return jsonFormatOr(head, source.TSV), nil
	}
	return jsonFormatOr(head, source.CSV), nil
}

// binaryFormat tells the formats that say themselves what they are. ZIP may be a workbook.
func binaryFormat(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("PAR1")):
		return source.Parquet
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return source.ZIP
	}
	return ""
}

// noTable refuses files that no reader could make sense of, whatever they are called.
func noTable(path string, head []byte) error {
	refuse := func(hint, what string) error { return app.Errorf("open input", path, app.KindFormat, hint, "%s", what) }
	lower := strings.ToLower(path)
	switch {
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return refuse("Save it as XLSX without a password, or as CSV.", "this is a workbook of the old Excel format, or one with a password")
	case source.PictureType(head) != "":
		return refuse("For one post use --text and --image; for many, a folder or a table.", "this is a picture, not a table of posts")
	case strings.HasSuffix(lower, ".xlsx"), strings.HasSuffix(lower, ".xlsm"), strings.HasSuffix(lower, ".parquet"), strings.HasSuffix(lower, ".zip"):
		if len(head) == 0 || !looksLikeText(head) {
			return refuse("Check that the file is whole.", "its content is not what its name says")
		}
	}
	if what := noTableOfText(head); what != "" {
		return refuse("Give the posts as CSV, JSON lines, XLSX or Parquet; --format reads it as one of them all the same.", what)
	}
	if !looksLikeText(head) {
		return refuse("Check that the file is whole; --format and --encoding read it all the same.", "this is no text and no format that is known")
	}
	return nil
}

var script = regexp.MustCompile(`^(?:window\.[\w.$]+|(?:var|let|const)\s+\w+)\s*=\s*[\[{"']`)

// noTableOfText names texts that are no tables, by how they begin; "" for any other.
func noTableOfText(head []byte) string {
	text := plaintext.PlainHead(head)
	low := strings.ToLower(string(text[:min(len(text), 64)]))
	for begins, what := range map[string]string{"<!doctype": "this is a page (HTML)", "<html": "this is a page (HTML)", "<?xml": "this is XML", "<svg": "this is a drawing (SVG)",
		`{\rtf`: "this is a text document (RTF)", "%pdf-": "this is a PDF", "%!ps": "this is PostScript", "#!/": "this is a script"} {
		if strings.HasPrefix(low, begins) {
			return what + ", not a table of posts"
		}
	}
	if script.Match(text) && !network.TwitterHead.Match(text) {
		return "this is JavaScript, not a table of posts"
	}
	return ""
}

// looksLikeText tells text, in whatever encoding, from other bytes: text has hardly any control characters.
func looksLikeText(head []byte) bool {
	s := plaintext.NewSurvey()
	if _, err := s.Write(head[:min(len(head), 4096)]); err != nil {
		return false
	}
	switch s.Encoding() {
	case "utf-16le", "utf-16be", "utf-32le", "utf-32be":
		return true
	}
	odd := 0
	for _, b := range s.Head {
		if b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != 0x1b || b == 0x7f {
			odd++
		}
	}
	return odd*20 <= len(s.Head) || odd < 16
}

func orIfEmpty(head []byte, empty, other string) string {
	if len(bytes.TrimSpace(head)) == 0 || bytes.ContainsAny(head, "{[") {
		return empty
	}
	return other
}

// objectsOr tells JSON lines of a pipe by the lines that begin like objects, where the first one is torn. A bracket within
// a table's words says nothing.
func objectsOr(head []byte, other string) string {
	objects, lines := 0, 0
	for line := range bytes.Lines(plaintext.PlainHead(head)) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			lines++
			if line[0] == '{' {
				objects++
			}
		}
	}
	if 2*objects >= lines {
		return source.JSONLines
	}
	return other
}

func formatOfZIP(path string) string {
	z, file, err := source.OpenZIP(path)
	if err != nil {
		if strings.EqualFold(filepath.Ext(path), ".zip") {
			return source.ZIP
		}
		return source.XLSX
	}
	defer file.Close()
	for _, f := range z.File {
		if strings.HasPrefix(f.Name, "xl/") {
			return source.XLSX
		}
	}
	return source.ZIP
}

// jsonFormatOr tells JSON by its first bytes: objects one a line, or an array or objects that each take several lines.
func jsonFormatOr(head []byte, other string) string {
	text := plaintext.PlainHead(head)
	if len(text) == 0 || text[0] != '[' && text[0] != '{' {
		return other
	}
	rest := bytes.TrimSpace(text[1:])
	if text[0] == '[' {
		if len(rest) == 0 || rest[0] == '{' || rest[0] == ']' || other == source.JSONLines {
			return source.JSONArray
		}
		return other
	}
	line, more, _ := bytes.Cut(text, []byte("\n"))
	if json.Valid(bytes.TrimSpace(line)) {
		return source.JSONLines
	}
	var first json.RawMessage
	err := json.NewDecoder(bytes.NewReader(text)).Decode(&first)
	switch {
	case err == nil && bytes.ContainsRune(first, '\n'), errors.Is(err, io.ErrUnexpectedEOF) && len(more) > 0, len(rest) == 0:
		return source.JSONArray
	case other == source.JSONLines, rest[0] == '"', rest[0] == '}':
		return source.JSONLines
	}
	return other
}
