package learn

import (
	"cmp"
	"slices"

	"duotone/app"
)

// Suspect is a post whose labels look wrong: models that did not know it are sure of another label.
type Suspect struct {
	Post   app.PostID
	Given  int     // the label that people gave; −1: a label of ManyOf that they did not give
	Likely int     // the label that the models would give; −1: a label of ManyOf that they would not give
	By     float64 // by how much the likely one's probability is higher, 0 to 1
}

// suspects finds them by confident learning (Northcutt, Jiang & Chuang 2021): a post is counted to a label where its probability is at
// least as high as the mean of the posts that people gave that label. The likeliest to be wrong come first.
func (j *job) suspects(scores [][]float64) []Suspect {
	var out []Suspect
	if j.kind == app.ManyOf {
		out = j.suspectLabels(scores)
	} else {
		limits := make([]float64, j.classes)
		for i, s := range scores {
			c := j.labels[i][0]
			limits[c] += s[c] / float64(j.counts[c])
		}
		for i, s := range scores {
			y, likely := j.labels[i][0], -1
			for c, p := range s {
				if j.counts[c] > 0 && p >= limits[c] && (likely < 0 || p > s[likely]) {
					likely = c
				}
			}
			if likely >= 0 && likely != y && s[likely] > s[y] {
				out = append(out, Suspect{j.task.Examples[i].Post, y, likely, s[likely] - s[y]})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Suspect) int { return cmp.Compare(b.By, a.By) })
	return out
}

// suspectLabels does the same for each label of ManyOf by itself.
func (j *job) suspectLabels(scores [][]float64) []Suspect {
	var out []Suspect
	for c := range j.classes {
		var with, without, n float64
		for i, s := range scores {
			if j.target[i*j.classes+c] > 0 {
				with, n = with+s[c], n+1
			} else {
				without += 1 - s[c]
			}
		}
		with, without = with/max(n, 1), without/max(float64(j.n)-n, 1)
		for i, s := range scores {
			id, p := j.task.Examples[i].Post, s[c]
			switch there := j.target[i*j.classes+c] > 0; {
			case there && 1-p >= without && p < 0.5:
				out = append(out, Suspect{id, c, -1, 1 - 2*p})
			case !there && p >= with && p > 0.5:
				out = append(out, Suspect{id, -1, c, 2*p - 1})
			}
		}
	}
	return out
}
