package analyse

import (
	"testing"

	"duotone/app"
)

// An explanation of before stands beside a new verdict only where it is still so: while the words are typed on, and for the same label.
func TestAnEarlierExplanationDoesNotSpeakForAnotherVerdict(t *testing.T) {
	weigh := func(text string) *app.Attribution {
		return &app.Attribution{Label: app.Positive, Words: []app.Span{{Start: 0, End: len(text), Weight: 1}}}
	}
	for name, c := range map[string]struct {
		before, now string
		label       app.Label
		stale       bool // the verdict is of before as well
		says        bool
	}{
		"typed on":                   {"a lovely day", "a lovely day at sea", app.Positive, false, true},
		"a letter in the middle":     {"a lovely day", "a lovelly day", app.Positive, false, true},
		"another verdict":            {"a lovely day", "a lovely day not", app.Negative, false, false},
		"another post":               {"อาหารอร่อยมาก", "这家餐厅的菜", app.Positive, false, false},
		"another post, not yet read": {"a lovely day", "这家餐厅的菜", app.Positive, true, true},
	} {
		st := &State{Post: app.Post{Text: c.now}, Prediction: &app.Prediction{Label: c.label}, Stale: c.stale,
			Attribution: weigh(c.before), AttrStale: true, AttrOf: app.Post{Text: c.before}, AttrAnswer: -1}
		if got := Why(st).String(); (got != "") != c.says {
			t.Errorf("%s: it says %q", name, got)
		}
		st.AttrStale = false
		if Why(st).Key == "" {
			t.Errorf("%s: nothing is said of what is explained", name)
		}
	}
}
