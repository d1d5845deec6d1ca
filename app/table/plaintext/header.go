package plaintext

import (
	"strconv"
	"strings"

	"duotone/app/table/source"
)

const maxPreamble = 20 // rows above a header that are looked through

// Preamble tells how many of the first rows stand above the header: a title, a date, remarks. It is only told where it is plain: the
// header names words or pictures and at least one column more, and each row above has fewer cells or begins with #.
func Preamble(rows [][]string) int {
	for k := 0; k < min(maxPreamble, len(rows)-1); k++ {
		if isHeader(rows[k]) {
			for _, above := range rows[:k] {
				if !strings.HasPrefix(strings.TrimSpace(strings.Join(above, "")), "#") && cellsFilled(above) >= cellsFilled(rows[k]) {
					return 0
				}
			}
			return k
		}
	}
	return 0
}

// isHeader tells a row that names columns of posts for sure.
func isHeader(row []string) bool {
	known := false
	for _, c := range row {
		role, sure := source.RoleByName(c)
		known = known || sure && role != source.IDRole
		if len(c) > 60 {
			return false
		}
	}
	return known && cellsFilled(row) > 1
}

func cellsFilled(row []string) (n int) {
	for _, c := range row {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

// QuotedList shows rows in a message, shortened.
func QuotedList(rows [][]string) string {
	var out []string
	for i, r := range rows {
		if i == 3 {
			out = append(out, "…")
			break
		}
		line := []rune(strings.TrimSpace(strings.Join(r, " ")))
		if len(line) > 60 {
			line = append(line[:60], '…')
		}
		out = append(out, strconv.Quote(string(line)))
	}
	return strings.Join(out, ", ")
}
