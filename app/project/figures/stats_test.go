package figures_test

import (
	"maps"
	"math"
	"slices"
	"testing"

	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/figures"
	"duotone/app/project/ledger"
	"duotone/app/project/projecttest"
)

func TestStatisticsAndFinalAnswersGoByQuestion(t *testing.T) {
	ctx := t.Context()
	p := projecttest.New(t, project.DefaultSettings(), projecttest.Texts(4)...)
	projecttest.Ask(t, p, "emotions")
	for who, said := range map[string][]string{"ana": {"joy", "joy;fear", "anger", ""}, "ben": {"joy", "joy", "", "sadness"}, "cleo": {"joy", "fear", "anger", "joy"}} {
		d := projecttest.NewDesk(t, p, desk.Options{Annotator: who})
		for _, labels := range said {
			for _, label := range codebook.Answer(labels).IDs() {
				projecttest.Must(t, d.Label(ctx, label))
			}
			projecttest.Must(t, d.Give(ctx))
		}
	}
	s, err := figures.Of(ctx, p)
	projecttest.Must(t, err)
	if len(s.People) != 3 || s.People[0].Question != "emotions" || !maps.Equal(s.People[0].Labels, map[string]int{"joy": 2, "fear": 1, "anger": 1, "(none)": 1}) {
		t.Errorf("%+v", s.People)
	}
	if len(s.Agreement) != 1 || s.Disputed != 3 {
		t.Fatalf("%+v", s)
	}
	if a := s.Agreement[0].Overall; a.Units != 4 || !(a.Masi.Value > 0 && a.Masi.Value < 1) || !math.IsNaN(a.Interval.Value) || len(s.Agreement[0].Pairs) != 3 {
		t.Errorf("%+v", a)
	}
	l, err := p.Log.Ledger(ctx)
	projecttest.Must(t, err)
	var got []string
	for _, post := range projecttest.IDs(t, p) {
		majority, _ := ledger.Final{By: "majority"}.Answer(l, post, "emotions")
		all, ok := ledger.Final{By: "adjudication"}.Answer(l, post, "emotions")
		got = append(got, string(majority)+map[bool]string{true: "/" + string(all)}[ok])
	}
	if want := []string{"joy/joy", "fear;joy", "anger", "(none)"}; !slices.Equal(got, want) {
		t.Errorf("got %q want %q", got, want)
	}
	projecttest.Ask(t, p, "intensity")
	for who, said := range map[string][]string{"ana": {"-3", "0", "2"}, "ben": {"-3", "1", "3"}} {
		d := projecttest.NewDesk(t, p, desk.Options{Annotator: who})
		for _, label := range said {
			projecttest.Must(t, d.Label(ctx, label))
		}
	}
	if s, err = figures.Of(ctx, p); err != nil || len(s.Agreement) != 2 {
		t.Fatalf("%+v %v", s.Agreement, err)
	}
	// With the values −3, 0, 2 and −3, 1, 3: D_o = (0 + 1 + 1)/3, D_e the mean over all pairs of the six.
	if a := s.Agreement[0].Overall; a.Units != 3 || !(a.Interval.Value > 0.9 && a.Interval.Value < 1) || !(a.Interval.Value > a.Nominal.Value) {
		t.Errorf("%s: %+v", s.Agreement[0].Question, a)
	}
}
