package plaintext

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"slices"
	"strings"
	letter "unicode"
	"unicode/utf8"

	"duotone/app"
	"duotone/app/table/source"

	"github.com/wlynxg/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// Survey is what one pass over an input's bytes tells.
type Survey struct {
	Sum     string // SHA-256 of the bytes, hexadecimal
	Bytes   int64
	Lines   int64 // ends of lines outside double quotes: about the number of rows
	Returns int64 // CRs outside double quotes
	Feeds   int64 // LFs, wherever: lines of JSON, where a torn one may leave a quote open

	Head    []byte // the first bytes
	legacy  []byte // lines with bytes that are not UTF-8, for guessing what they are
	valid   int64  // runes of several bytes that are UTF-8
	invalid int64  // bytes that are not
	hash    hash.Hash
	carry   []byte // an unfinished rune
	last    byte
	quoted  bool
}

// How much is looked at.
const (
	HeadSize   = 256 << 10 // bytes looked at for delimiter, header and encoding
	legacySize = 64 << 10  // bytes looked at for guessing an old encoding
	SureFrom   = 8         // signs that the guess needs
)

// Look reads r to its end.
func Look(r io.Reader) (*Survey, error) {
	s := NewSurvey()
	if _, err := io.CopyBuffer(s, struct{ io.Reader }{r}, make([]byte, 256<<10)); err != nil {
		return nil, err
	}
	s.end()
	return s, nil
}

// NewSurvey begins one.
func NewSurvey() *Survey { return &Survey{hash: sha256.New()} }

// Write adds a piece of the input. It never fails.
func (s *Survey) Write(p []byte) (int, error) {
	s.hash.Write(p)
	s.Bytes += int64(len(p))
	if room := HeadSize - len(s.Head); room > 0 {
		s.Head = append(s.Head, p[:min(room, len(p))]...)
	}
	for _, b := range p {
		switch b {
		case '"':
			s.quoted = !s.quoted
		case '\n':
			s.Feeds++
			if !s.quoted {
				s.Lines++
			}
		case '\r':
			if !s.quoted {
				s.Returns++
			}
		}
		s.last = b
	}
	s.runes(p, false)
	return len(p), nil
}

func (s *Survey) end() {
	s.runes(nil, true)
	if s.Bytes > 0 && s.last != '\n' {
		s.Lines++
		s.Feeds++
		if s.last != '\r' {
			s.Returns++
		}
	}
	s.Sum = hex.EncodeToString(s.hash.Sum(nil))
}

// runes counts what is and what is not UTF-8. A rune cut by the end of a piece waits for the next one.
func (s *Survey) runes(p []byte, last bool) {
	whole := p
	if len(s.carry) > 0 {
		whole = append(s.carry, p...)
	}
	i, kept := 0, 0
	for i < len(whole) {
		if whole[i] < utf8.RuneSelf {
			i++
			continue
		}
		if !last && !utf8.FullRune(whole[i:]) {
			break
		}
		r, n := utf8.DecodeRune(whole[i:])
		if r == utf8.RuneError && n <= 1 {
			s.invalid++
			if i >= kept {
				kept = s.keepLegacy(whole, i)
			}
			i++
			continue
		}
		s.valid++
		i += n
	}
	s.carry = append([]byte(nil), whole[i:]...)
}

// keepLegacy keeps the line around a byte that is not UTF-8, for the detector, and tells where it ends. Letters of several
// bytes would be torn by anything less than a line.
func (s *Survey) keepLegacy(p []byte, at int) int {
	from := max(bytes.LastIndexByte(p[:at], '\n')+1, at-4096)
	to := at + bytes.IndexByte(p[at:], '\n')
	if to < at {
		to = len(p)
	}
	to = min(to, at+4096)
	if room := legacySize - len(s.legacy); room > 0 {
		s.legacy = append(append(s.legacy, p[from:min(to, from+room)]...), '\n')
	}
	return to
}

// Encoding names the encoding of what was surveyed.
func (s *Survey) Encoding() string {
	head := s.Head
	switch {
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE, 0, 0}):
		return "utf-32le"
	case bytes.HasPrefix(head, []byte{0, 0, 0xFE, 0xFF}):
		return "utf-32be"
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		return "utf-8"
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return "utf-16le"
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return "utf-16be"
	}
	if e := UTF16ByZeros(head); e != "" {
		return e
	}
	if name, mixed := s.Old(); !mixed {
		return name
	}
	return "utf-8" // and some lines in the old one
}

// Old is the encoding of the lines that are not UTF-8; mixed tells that others are. Where all the file is in one encoding of several
// bytes a sign, some of its lines are UTF-8 by chance.
func (s *Survey) Old() (name string, mixed bool) {
	if s.invalid == 0 {
		return "windows-1252", true // of a pipe's lines that are still to come
	}
	name = "windows-1252" // with few signs one old encoding can't be told from another
	if s.invalid >= SureFrom {
		name = guessLegacy(s.legacy)
	}
	if s.valid == 0 || !SingleByte(name) && s.valid < 4*s.invalid {
		return name, false
	}
	return name, true
}

// UTF16ByZeros finds UTF-16 without a mark: text of mostly Latin letters has a zero in every second byte.
func UTF16ByZeros(head []byte) string {
	n := min(len(head), 4096) &^ 1
	if n < 4 {
		return ""
	}
	var even, odd int
	for i := 0; i < n; i += 2 {
		if head[i] == 0 {
			even++
		}
		if head[i+1] == 0 {
			odd++
		}
	}
	half := n / 2
	switch {
	case odd*10 > half*6 && even*20 < half:
		return "utf-16le"
	case even*10 > half*6 && odd*20 < half:
		return "utf-16be"
	}
	return utf16ByLines(head[:n])
}

// utf16ByLines finds UTF-16 without a mark in scripts whose letters have no zero byte: the ends of its lines have, and
// every unit of it means something. Both together don't happen in other files.
func utf16ByLines(head []byte) string {
	if bytes.IndexByte(head, 0) < 0 {
		return ""
	}
	for _, order := range []struct {
		name   string
		of     binary.ByteOrder
		decode encoding.Encoding
	}{
		{"utf-16le", binary.LittleEndian, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
		{"utf-16be", binary.BigEndian, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
	} {
		ends := 0
		for i := 0; i < len(head); i += 2 {
			if order.of.Uint16(head[i:]) == '\n' {
				ends++
			}
		}
		if 2*ends <= bytes.Count(head, []byte{'\n'}) {
			continue
		}
		text, err := order.decode.NewDecoder().Bytes(head)
		if err == nil && !bytes.ContainsFunc(bytes.TrimSuffix(text, []byte("\uFFFD")), meansNothing) {
			return order.name
		}
	}
	return ""
}

// meansNothing tells runes that no text has.
func meansNothing(r rune) bool {
	return r == utf8.RuneError || !letter.IsGraphic(r) && r != '\n' && r != '\r' && r != '\t' && !letter.Is(letter.Cf, r)
}

// guessLegacy asks the detector, and takes Windows-1252 where it is not sure: the encoding of most old files, and one in
// which every byte is something.
func guessLegacy(sample []byte) string {
	r := chardet.Detect(sample)
	name := strings.ToLower(r.Encoding)
	switch name {
	case "", "ascii", "iso-8859-1", "utf-8":
		return "windows-1252"
	case "cp949":
		name = "euc-kr"
	case "gb2312":
		name = "gb18030"
	case "maccyrillic":
		name = "windows-1251" // the small letters are the same, and files from old Macs are rare
	}
	if r.Confidence < 0.5 || SingleByte(name) && r.Confidence < 0.7 {
		return "windows-1252"
	}
	if e, _ := charset.Lookup(name); e == nil || !letters(sample) || !Reads(e, sample) {
		return "windows-1252"
	}
	return name
}

// SingleByte tells the encodings that have a byte for each sign.
func SingleByte(name string) bool {
	return !strings.HasPrefix(name, "gb") && !strings.HasPrefix(name, "euc") && name != "big5" && name != "shift_jis"
}

// letters tells whether there is a byte that is a letter of a script other than ASCII's in any of the old encodings. Below
// 0xC0 most have quotation marks, dashes and signs alone, in which a detector sees whatever it likes.
func letters(sample []byte) bool {
	return slices.ContainsFunc(sample, func(b byte) bool { return b >= 0xC0 })
}

// Reads tells whether a text makes sense in an encoding: hardly any of its bytes mean nothing there.
func Reads(e encoding.Encoding, sample []byte) bool {
	text, err := e.NewDecoder().Bytes(sample)
	if err != nil {
		return false
	}
	old := 0
	for _, b := range sample {
		if b >= utf8.RuneSelf {
			old++
		}
	}
	return bytes.Count(text, []byte("\uFFFD"))*50 <= old
}

// LookupEncoding finds an encoding by the name a person gives. For UTF-8 it is nil.
func LookupEncoding(name string) (encoding.Encoding, string, error) {
	n := strings.ToLower(strings.TrimSpace(name))
	switch n {
	case "utf-8", "utf8", "utf-8-sig", "utf-8-bom", "us-ascii", "ascii":
		return nil, "utf-8", nil
	case "utf-16le", "utf-16-le", "utf-16", "utf16":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "utf-16le", nil
	case "utf-16be", "utf-16-be":
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "utf-16be", nil
	case "utf-32le", "utf-32":
		return utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), "utf-32le", nil
	case "utf-32be":
		return utf32.UTF32(utf32.BigEndian, utf32.UseBOM), "utf-32be", nil
	case "cp1252", "windows-1252", "latin-1", "latin1", "iso-8859-1":
		return charmap.Windows1252, "windows-1252", nil
	case "cp850", "ibm850":
		return charmap.CodePage850, "ibm850", nil
	case "cp437", "ibm437":
		return charmap.CodePage437, "ibm437", nil
	}
	for _, try := range []string{n, strings.Replace(n, "cp", "windows-", 1)} {
		if e, canonical := charset.Lookup(try); e != nil {
			if canonical == "utf-8" {
				return nil, canonical, nil
			}
			return e, canonical, nil
		}
	}
	return nil, "", app.Errorf("choose encoding", name, app.KindUsage,
		"Names that are known: utf-8, utf-16le, utf-16be, windows-1252, iso-8859-15, gb18030, shift_jis and the others of the WHATWG list.",
		"there is no encoding of that name")
}

// Decoded reads r as UTF-8 text; a mark at the beginning goes. Lines that are not UTF-8 are in the encoding old where that is named,
// else, as in any other encoding, bytes that mean nothing become U+FFFD. The reader tells of both.
func Decoded(r io.Reader, name, old string, cr bool) (interface {
	io.Reader
	source.Noted
}, error) {
	e, canonical, err := LookupEncoding(name)
	if err != nil {
		return nil, err
	}
	if e != nil {
		return &signCounter{r: transform.NewReader(r, e.NewDecoder()), name: canonical}, nil
	}
	var fallback encoding.Encoding
	if old != "" {
		if fallback, old, err = LookupEncoding(old); err != nil {
			return nil, err
		}
	}
	return newLineDecoder(r, cr, fallback, old), nil
}

// HeadReader lets a source look at the first bytes of a stream that can't be read twice, without waiting for more than
// the first line.
type HeadReader struct {
	Head []byte
	r    io.Reader
	Err  error
}

// NewHeadReader reads the beginning of a stream.
func NewHeadReader(r io.Reader) *HeadReader {
	h := &HeadReader{r: r}
	buf := make([]byte, 64<<10)
	for len(h.Head) < HeadSize && h.Err == nil && !bytes.Contains(h.Head, []byte("\n")) {
		n, err := r.Read(buf)
		h.Head = append(h.Head, buf[:n]...)
		h.Err = err
	}
	return h
}

func (h *HeadReader) Read(p []byte) (int, error) {
	if len(h.Head) > 0 {
		n := copy(p, h.Head)
		h.Head = h.Head[n:]
		return n, nil
	}
	if h.Err != nil {
		if errors.Is(h.Err, io.EOF) {
			return 0, io.EOF
		}
		return 0, h.Err
	}
	return h.r.Read(p)
}
