package table

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"duotone/app"
)

// Dates reads the dates of a column, all of them in one way: 01/02/2024 alone could be two days, a whole column hardly ever.
type Dates struct {
	layout string // as given; empty: found
	order  dayOrder
	seen   [3]map[int]bool // of dates as 1/2/2024: numbers seen first and second
	over   [3]int          // how often the first and the second number were over 12
	slash  int             // dates of that form, but for those with dots
	dots   int
}

type dayOrder int

const (
	unknownOrder dayOrder = iota
	dayFirst
	monthFirst
)

// NewDates makes a reader; format is as a person gives it (dd/mm/yyyy, or %d/%m/%Y), empty: found out by Look.
func NewDates(format string) (*Dates, error) {
	d := &Dates{}
	if format == "" {
		return d, nil
	}
	var err error
	d.layout, err = dateLayout(format)
	return d, err
}

var formatParts = regexp.MustCompile(`%[A-Za-z%]|[A-Za-z]+|[^A-Za-z%]+`)

// dateLayout turns a format into Go's.
func dateLayout(format string) (string, error) {
	words := map[string]string{"yyyy": "2006", "yy": "06", "dd": "02", "d": "2", "hh": "15", "h": "15", "ss": "05", "mmm": "Jan", "mmmm": "January", "t": "T", "z": "Z07:00",
		"%Y": "2006", "%y": "06", "%m": "01", "%d": "02", "%H": "15", "%M": "04", "%S": "05", "%b": "Jan", "%B": "January", "%a": "Mon", "%z": "-0700", "%Z": "MST", "%p": "PM", "%I": "03"}
	layout, hours := "", false
	for _, part := range formatParts.FindAllString(format, -1) {
		low := part
		if part[0] != '%' {
			low = strings.ToLower(part)
		}
		switch to, known := words[low]; {
		case known:
			layout += to
		case (low == "mm" || low == "m") && hours:
			layout += "04"
		case low == "mm":
			layout += "01"
		case low == "m":
			layout += "1"
		case part[0] == '%' || part[0]|0x20 >= 'a' && part[0]|0x20 <= 'z':
			return "", app.Errorf("choose date format", format, app.KindUsage, "Write it as dd/mm/yyyy hh:mm, or as %d/%m/%Y.", "%q means no part of a date", part)
		default:
			layout += part
		}
		hours = hours || low == "hh" || low == "h"
	}
	if !strings.Contains(layout, "2") || !strings.Contains(layout, "06") {
		return "", app.Errorf("choose date format", format, app.KindUsage, "Write it as dd/mm/yyyy hh:mm, or as %d/%m/%Y.", "it has no day or no year")
	}
	return layout, nil
}

var numericDate = regexp.MustCompile(`^(\d{1,2})([./-])(\d{1,2})[./-](\d{4}|\d{2})(?:,? +(\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?))?$`)

// Look takes a cell into account for how the column is read.
func (d *Dates) Look(cell string) {
	m := numericDate.FindStringSubmatch(strings.TrimSpace(cell))
	if m == nil {
		return
	}
	if m[2] == "." {
		d.dots++
	} else {
		d.slash++
	}
	for i, s := range []string{m[1], m[3]} {
		n, _ := strconv.Atoi(s) // one or two digits
		if d.seen[i] == nil {
			d.seen[i] = map[int]bool{}
		}
		d.seen[i][n] = true
		if n > 12 {
			d.over[i]++
		}
	}
}

// settle decides by all cells that were looked at: a number over 12 is a day; where none is, the one with more different values.
func (d *Dates) settle() (guessed bool) {
	if d.order != unknownOrder {
		return false
	}
	switch {
	case d.over[0] != d.over[1]:
		d.order = monthFirst
		if d.over[0] > d.over[1] {
			d.order = dayFirst
		}
		return d.over[0] > 0 && d.over[1] > 0
	case len(d.seen[0]) != len(d.seen[1]):
		d.order = monthFirst
		if len(d.seen[0]) > len(d.seen[1]) {
			d.order = dayFirst
		}
	case d.dots > 0 && d.slash == 0:
		d.order = dayFirst // nobody writes the month first with dots
		return false
	}
	return true
}

// Unclear tells whether a cell looked at could be two days, so that the rest of the column has to be looked at.
func (d *Dates) Unclear() bool { return d.layout == "" && d.slash+d.dots > 0 }

// Reading tells a person how the column's dates are read: "day/month/year"; empty where they say it themselves.
func (d *Dates) Reading() string {
	if !d.Unclear() {
		return ""
	}
	guessed := d.settle()
	text := "day/month/year"
	switch d.order {
	case monthFirst:
		text = "month/day/year"
	case unknownOrder:
		return "not read: nothing tells the day from the month; name the way with --date-format dd/mm/yyyy or mm/dd/yyyy"
	}
	if guessed {
		text += " (guessed; --date-format tells it)"
	}
	return text
}

// plainLayouts are ways to write a date that mean the same to everybody.
var plainLayouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly, "2006/01/02 15:04:05",
	"2006/01/02 15:04", "2006/01/02", "2006-01-02 15:04:05-07:00", "2006-01-02 15:04:05 -0700 MST", "2006-01-02 15:04:05 MST", "2006-01-02T15:04:05-0700", time.RubyDate,
	time.RFC1123Z, time.RFC1123, time.UnixDate, time.ANSIC, "Jan 2, 2006", "January 2, 2006", "2 Jan 2006", "2 January 2006", "20060102"}

// Parse reads a date; whole numbers are seconds or milliseconds since 1970.
func (d *Dates) Parse(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if len(s) < 6 || len(s) > 40 {
		return time.Time{}, false
	}
	if d.layout != "" {
		t, err := time.Parse(d.layout, s)
		return t.UTC(), err == nil
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		switch {
		case n > 1e8 && n < 1e10:
			return time.Unix(n, 0).UTC(), len(s) != 8
		case n > 1e11 && n < 1e13:
			return time.UnixMilli(n).UTC(), true
		case len(s) != 8:
			return time.Time{}, false
		}
	}
	for _, l := range plainLayouts {
		if t, err := time.Parse(l, s); err == nil {
			return t.UTC(), true
		}
	}
	return d.numeric(s)
}

// numeric reads 1/2/2024 in the order of the column.
func (d *Dates) numeric(s string) (time.Time, bool) {
	m := numericDate.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}, false
	}
	d.settle()
	day, month := m[1], m[3]
	switch d.order {
	case monthFirst:
		day, month = month, day
	case unknownOrder:
		return time.Time{}, false
	}
	year := m[4]
	if len(year) == 2 {
		century := "20"
		if year >= "69" {
			century = "19"
		}
		year = century + year
	}
	t, err := time.Parse("2/1/2006", day+"/"+month+"/"+year)
	if err != nil {
		return t, false
	}
	for _, l := range []string{"15:04:05", "15:04", "3:04 PM", "3:04PM", "3:04:05 PM", "3:04:05PM"} {
		if at, err := time.Parse(l, strings.ToUpper(m[5])); err == nil {
			t = t.Add(time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute + time.Duration(at.Second())*time.Second)
			break
		}
	}
	return t, true
}

// IsNumericDate tells a date such as 1/2/2024, whichever of the two is the day.
func IsNumericDate(s string) bool { return numericDate.MatchString(strings.TrimSpace(s)) }
