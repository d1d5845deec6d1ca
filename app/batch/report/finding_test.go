package report

import (
	"strings"
	"testing"
	"time"

	"duotone/app"
)

// TestFindings: the sentence at the top of the page, for every way that counts may lie.
func TestFindings(t *testing.T) {
	for _, c := range []struct {
		name  string
		tally Tally
		want  string
	}{
		{"an empty file", Tally{}, "There is no post in this file."},
		{"nothing scored", Tally{Posts: 3, Failed: 3}, "No post could be scored."},
		{"one post", Tally{Posts: 1, Both: [3]int64{0, 1, 0}}, "The only post is neutral."},
		{"one sarcastic post", Tally{Posts: 1, Both: [3]int64{0, 0, 1}, Told: 1, Sarcastic: 1},
			"The only post is positive. 100 % probably means the opposite of what it says."},
		{"most", Tally{Posts: 100, Both: [3]int64{10, 20, 70}}, "Most posts are positive (70 %); 20 % are neutral, 10 % negative."},
		{"more", Tally{Posts: 100, Both: [3]int64{50, 20, 30}}, "More posts are negative (50 %) than positive (30 %) or neutral (20 %)."},
		{"divided", Tally{Posts: 101, Failed: 1, Both: [3]int64{40, 22, 38}}, "The posts are divided: 40 % are negative, 38 % positive, 22 % neutral."},
		{"a few of many", Tally{Posts: 1000, Both: [3]int64{1, 0, 999}}, "Most posts are positive (over 99 %); under 1 % are negative, none neutral."},
		{"sincere", Tally{Posts: 100, Both: [3]int64{10, 20, 70}, Told: 100}, "Most posts are positive (70 %); 20 % are neutral, 10 % negative. None seems to be sarcastic."},
		{"sarcastic and at odds", Tally{Posts: 100, Both: [3]int64{10, 20, 70}, Told: 100, Sarcastic: 12, Pairs: 50, Apart: 9},
			"Most posts are positive (70 %); 20 % are neutral, 10 % negative. 12 % probably mean the opposite of what they say. Where there are words and a picture, the two disagree in 18 %."},
		{"at one", Tally{Posts: 10, Both: [3]int64{0, 0, 10}, Pairs: 10}, "All posts are positive. Words and picture agree wherever there are both."},
	} {
		if got := strings.ReplaceAll(c.tally.Finding(), "\u00a0", " "); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

func TestThePeriodIsOfTheDates(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 3, d, 12, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		tally Tally
		want  string
	}{{Tally{}, ""}, {Tally{First: day(2), Last: day(2)}, "2026-03-02"}, {Tally{First: day(2), Last: day(30)}, "2026-03-02 to 2026-03-30"}} {
		if got := c.tally.period(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	if _, ok := carriedBy[app.Both]; !ok {
		t.Error("a post that both carried is told without words")
	}
}
