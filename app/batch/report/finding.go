package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"duotone/app"
)

// Limits of the words that a finding uses.
const (
	mostShare = 60.0 // percent: from here on "most posts"
	nearShare = 5.0  // points: two labels that are no further apart are told as a draw
)

// Finding says in a sentence or three what the counts come to.
func (t *Tally) Finding() string {
	scored := t.Posts - t.Failed
	switch {
	case t.Posts == 0:
		return "There is no post in this file."
	case scored == 0:
		return "No post could be scored."
	}
	out := []string{t.spread(scored)}
	if t.Told > 0 {
		if t.Sarcastic == 0 {
			out = append(out, "None seems to be sarcastic.")
		} else {
			out = append(out, upper(roughly(t.Sarcastic, t.Told))+" probably "+verb(t.Sarcastic, "means", "mean")+" the opposite of what "+verb(t.Sarcastic, "it says", "they say")+".")
		}
	}
	if first := t.commonest(); len(first) > 0 {
		name := "“" + first[0] + "”"
		if first[0] == "" {
			name = "none of its labels"
		}
		out = append(out, fmt.Sprintf("The head most often answers %s (%s).", name, roughly(t.Answers[first[0]], t.Answered)))
	}
	if t.Pairs > 0 {
		if t.Apart == 0 {
			out = append(out, "Words and picture agree wherever there are both.")
		} else {
			out = append(out, fmt.Sprintf("Where there are words and a picture, the two disagree in %s.", roughly(t.Apart, t.Pairs)))
		}
	}
	return strings.Join(out, " ")
}

// spread says how the labels are spread.
func (t *Tally) spread(scored int64) string {
	order := slices.Clone(app.Labels[:])
	slices.SortStableFunc(order, func(a, b app.Label) int { return int(t.Both[b] - t.Both[a]) })
	name := func(i int) string { return order[i].String() }
	part := func(i int) string {
		if t.Both[order[i]] == 0 {
			return "none"
		}
		return roughly(t.Both[order[i]], scored)
	}
	first, second := share(t.Both[order[0]], scored), share(t.Both[order[1]], scored)
	switch {
	case t.Both[order[0]] == scored:
		return verb(scored, "The only post is ", "All posts are ") + name(0) + "."
	case first >= mostShare:
		return fmt.Sprintf("Most posts are %s (%s); %s are %s, %s %s.", name(0), part(0), part(1), name(1), part(2), name(2))
	case first-second <= nearShare:
		return fmt.Sprintf("The posts are divided: %s are %s, %s %s, %s %s.", part(0), name(0), part(1), name(1), part(2), name(2))
	}
	return fmt.Sprintf("More posts are %s (%s) than %s (%s) or %s (%s).", name(0), part(0), name(1), part(1), name(2), part(2))
}

// roughly is a share as whole percents; what is there is never 0 %, and what isn't all never 100 %.
func roughly(n, of int64) string {
	v := share(n, of)
	switch {
	case n > 0 && v < 1:
		return "under 1\u00a0%"
	case n < of && v > 99:
		return "over 99\u00a0%"
	}
	return fmt.Sprintf("%.0f\u00a0%%", v) // one word, however narrow the page
}

func verb(n int64, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// period is the time that the dated posts with words and a picture are of.
func (t *Tally) period() string {
	if t.First.IsZero() {
		return ""
	}
	from, to := t.First.UTC().Format(time.DateOnly), t.Last.UTC().Format(time.DateOnly)
	if from == to {
		return from
	}
	return from + " to " + to
}
