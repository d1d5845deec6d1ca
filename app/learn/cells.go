package learn

import (
	"cmp"
	"slices"

	"duotone/app"
)

// Table counts what people and the head say: [people's][the head's]. Of ManyOf it is about one label, and its two rows and columns are
// with it and without; of other kinds the label is not looked at, and there is a row a label.
func (r *Result) Table(label int) [][]int {
	n := len(r.Question.Labels)
	if r.Question.Kind == app.ManyOf {
		n = 2
	}
	table := make([][]int, n)
	for row := range table {
		table[row] = make([]int, n)
	}
	for i := range r.Examples {
		row, col := r.place(i, label)
		table[row][col]++
	}
	return table
}

// place is the cell of Table that an example is in.
func (r *Result) place(i, label int) (row, col int) {
	told := given(r.Question.Kind, r.Scores[i])
	if r.Question.Kind != app.ManyOf {
		return r.Examples[i].Labels[0], told[0]
	}
	if !slices.Contains(r.Examples[i].Labels, label) {
		row = 1
	}
	if !slices.Contains(told, label) {
		col = 1
	}
	return row, col
}

// Cell lists the examples in a cell of Table, those first that the head is surest of, by their place in Examples.
func (r *Result) Cell(label, row, col int) []int {
	var all []int
	for i := range r.Examples {
		if y, x := r.place(i, label); y == row && x == col {
			all = append(all, i)
		}
	}
	slices.SortStableFunc(all, func(a, b int) int { return cmp.Compare(r.Sure(b, label, col), r.Sure(a, label, col)) })
	return all
}

// Sure is how likely the head holds what it says of an example in a column of Table.
func (r *Result) Sure(i, label, col int) float64 {
	if r.Question.Kind != app.ManyOf {
		return r.Scores[i][col]
	}
	if col == 0 {
		return r.Scores[i][label]
	}
	return 1 - r.Scores[i][label]
}
