package workbook

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// dateStyle is what a style makes of a number.
type dateStyle int

const (
	plainNumber dateStyle = iota
	dateNumber
	timeNumber
	momentNumber // date and time
	spanNumber   // hours over 24
)

// readStyles finds the styles of dates. Without them numbers stay numbers.
func (b *Book) readStyles(parts zipParts, name string) {
	var sheet struct {
		NumFmts struct {
			NumFmt []struct {
				ID   int    `xml:"numFmtId,attr"`
				Code string `xml:"formatCode,attr"`
			} `xml:"numFmt"`
		} `xml:"numFmts"`
		CellXfs struct {
			Xf []struct {
				Format int `xml:"numFmtId,attr"`
			} `xml:"xf"`
		} `xml:"cellXfs"`
	}
	if parts.decode(name, &sheet) != nil {
		return
	}
	own := map[int]dateStyle{}
	for _, f := range sheet.NumFmts.NumFmt {
		own[f.ID] = styleOf(f.Code)
	}
	for _, x := range sheet.CellXfs.Xf {
		style, ok := own[x.Format]
		if !ok {
			style = builtinStyle(x.Format)
		}
		b.styles = append(b.styles, style)
	}
}

// builtinStyle are the formats that have a number alone (ECMA-376 part 1, 18.8.30).
func builtinStyle(id int) dateStyle {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id >= 34 && id <= 36, id >= 50 && id <= 58:
		return dateNumber
	case id >= 18 && id <= 21, id == 32, id == 33, id == 45, id == 47:
		return timeNumber
	case id == 22:
		return momentNumber
	case id == 46:
		return spanNumber
	}
	return plainNumber
}

// styleOf reads a format's code: what letters it has outside quotes, brackets and padding.
func styleOf(code string) dateStyle {
	code = strings.ToLower(code)
	date, hours := false, false
	for i := 0; i < len(code) && code[i] != ';'; i++ {
		switch code[i] {
		case '"':
			if end := strings.IndexByte(code[i+1:], '"'); end >= 0 {
				i += end + 1
			}
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				continue
			}
			if strings.Trim(code[i+1:i+end], "hms") == "" && end > 1 {
				return spanNumber
			}
			i += end
		case '\\', '_', '*':
			i++
		case 'y', 'd':
			date = true
		case 'h', 's':
			hours = true
		}
	}
	switch {
	case date && hours:
		return momentNumber
	case date:
		return dateNumber
	case hours:
		return timeNumber
	}
	return plainNumber
}

// number is a number as text: a date where its style says so, in the one form that everybody reads the same way (ISO 8601); a long id
// as it is stored, which a number of 64 bits would round.
func (b *Book) number(stored string, style int) string {
	x, err := strconv.ParseFloat(stored, 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		return stored
	}
	kind := plainNumber
	if style >= 0 && style < len(b.styles) {
		kind = b.styles[style]
	}
	if kind != plainNumber && x >= 0 && x < 2_958_466 { // 9999-12-31
		return b.moment(x, kind)
	}
	if strings.IndexFunc(strings.TrimPrefix(stored, "-"), func(r rune) bool { return r < '0' || r > '9' }) < 0 || math.Abs(x) >= 1e21 {
		return stored
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// moment is a date or time that is stored as days since 1899-12-30, or since 1904.
func (b *Book) moment(x float64, kind dateStyle) string {
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case b.from1904:
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case x < 60:
		start = start.AddDate(0, 0, 1) // 1900 has a day too many there
	}
	days := math.Floor(x)
	seconds := math.Round((x - days) * 86_400)
	t := start.AddDate(0, 0, int(days)).Add(time.Duration(seconds) * time.Second)
	switch {
	case kind == spanNumber:
		s := int64(math.Round(x * 86_400))
		return strconv.FormatInt(s/3600, 10) + time.Unix(s%3600, 0).UTC().Format(":04:05")
	case kind == timeNumber && days == 0:
		return t.Format(time.TimeOnly)
	case kind == dateNumber && seconds == 0:
		return t.Format(time.DateOnly)
	}
	return t.Format(time.DateTime)
}
