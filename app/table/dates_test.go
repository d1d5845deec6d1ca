package table

import (
	"fmt"
	"testing"
	"time"

	"duotone/app"
)

// A column's dates are read in one way, which all of them decide together.
func TestDatesOfAColumn(t *testing.T) {
	var constant, both []string
	for i := 1; i <= 12; i++ {
		constant = append(constant, fmt.Sprintf("%02d/01/2024", i))
		both = append(both, fmt.Sprintf("%02d/%02d/2024", i, i))
	}
	for name, c := range map[string]struct {
		cells   []string
		format  string
		reading string
		want    string // of the last cell; empty: none
	}{
		"a day over 12":      {[]string{"01/02/2024", "13/02/2024", "02/03/2024"}, "", "day/month/year", "2024-03-02"},
		"a month over 12":    {[]string{"01/02/2024", "02/13/2024", "02/03/2024"}, "", "month/day/year", "2024-02-03"},
		"days of one month":  {constant, "", "day/month/year (guessed; --date-format tells it)", "2024-01-12"},
		"nothing tells":      {both, "", "not read: nothing tells the day from the month; name the way with --date-format dd/mm/yyyy or mm/dd/yyyy", ""},
		"told":               {both, "mm/dd/yyyy", "", "2024-12-12"},
		"told otherwise":     {[]string{"3/4/24"}, "%d/%m/%y", "", ""},
		"with dots":          {[]string{"01.02.2024", "01.02.2024 18:30"}, "", "day/month/year", "2024-02-01"},
		"with dashes":        {[]string{"14-02-2024", "01-02-2024"}, "", "day/month/year", "2024-02-01"},
		"two digits":         {[]string{"31/12/69", "31/12/24"}, "", "day/month/year", "2024-12-31"},
		"a time":             {[]string{"12/31/2024, 11:59 PM"}, "", "month/day/year", "2024-12-31"},
		"one wrong among":    {[]string{"31/01/2024", "31/02/2024"}, "", "day/month/year", ""},
		"both over 12":       {[]string{"31/01/2024", "30/01/2024", "01/31/2024"}, "", "day/month/year (guessed; --date-format tells it)", ""},
		"ISO":                {[]string{"2024-02-03"}, "", "", "2024-02-03"},
		"a year in front":    {[]string{"2024/02/03"}, "", "", "2024-02-03"},
		"without signs":      {[]string{"20240203"}, "", "", "2024-02-03"},
		"Twitter's":          {[]string{"Sat Feb 03 20:00:00 +0000 2024"}, "", "", "2024-02-03"},
		"seconds since 1970": {[]string{"1706918400"}, "", "", "2024-02-03"},
		"no date":            {[]string{"hello you"}, "", "", ""},
	} {
		d, err := NewDates(c.format)
		if err != nil {
			t.Fatal(name, err)
		}
		for _, cell := range c.cells {
			d.Look(cell)
		}
		if got := d.Reading(); got != c.reading {
			t.Errorf("%s: read %q, want %q", name, got, c.reading)
		}
		got, ok := d.Parse(c.cells[len(c.cells)-1])
		if name == "told otherwise" {
			ok = false
		}
		if ok != (c.want != "") || ok && got.Format(time.DateOnly) != c.want {
			t.Errorf("%s: %v, %v", name, got, ok)
		}
	}
	for format, want := range map[string]string{"dd/mm/yyyy hh:mm": "02/01/2006 15:04", "%Y-%m-%dT%H:%M": "2006-01-02T15:04", "d.m.yy": "2.1.06"} {
		if got, err := dateLayout(format); err != nil || got != want {
			t.Errorf("%s is %q, %v", format, got, err)
		}
	}
	for _, format := range []string{"foo", "%Q", "hh:mm", "dd"} {
		if _, err := NewDates(format); app.KindOf(err) != app.KindUsage {
			t.Errorf("%s: %v", format, err)
		}
	}
}
