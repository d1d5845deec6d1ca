package batch

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/table"
	"duotone/app/table/source"
)

// scoredResult scores a table by the fake, and reads the result back.
func scoredResult(t *testing.T, fake *apptest.Fake, in, out string, o Output) (Result, []Verdict, *Results) {
	t.Helper()
	input, err := table.Open(deadline(t), in, nil, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	done, err := Run(deadline(t), fake, Job{In: input, Out: out, Output: o})
	if err != nil {
		t.Fatal(err)
	}
	verdicts, results, err := ReadResults(context.Background(), out, 100)
	if err != nil {
		t.Fatal(err)
	}
	return done, verdicts, results
}

const irony = "great wonderful lovely beautiful happy love love love"

// TestResultsTellTheMeaning: in every format and both versions; columns of the input that have the names of ours stay the input's.
func TestResultsTellTheMeaning(t *testing.T) {
	in := write(t, "in.csv", []byte("text,language,meant\nthe bus stops here,my language,a\n"+irony+",,b\nan awful day,,c\n"))
	warn := func(p app.Post) []app.Warning {
		if !strings.Contains(p.Text, "awful") {
			return nil
		}
		return []app.Warning{{Code: app.WarningCut, Message: "The words go on; really."}, {Code: "other", Message: "So."}}
	}
	var names [3][]string
	for _, format := range []string{"jsonl", "csv", "tsv", "xlsx", "parquet"} {
		for version := 1; version <= 2; version++ {
			out := filepath.Join(t.TempDir(), "out."+format)
			done, got, r := scoredResult(t, &apptest.Fake{Note: warn}, in, out, Output{Version: version, Explain: true})
			if len(got) != 3 || got[1].Text != irony || r.Mapping.TextName != "text" {
				t.Fatalf("%s, version %d: read %+v", format, version, got)
			}
			if s := done.Summary; s.Sarcastic != 1 || s.Means["negative"] != 2 || s.Warnings[app.WarningCut] != 1 || s.Warnings["other"] != 1 {
				t.Errorf("%s: counted %+v", format, s)
			}
			if version == 1 {
				for _, v := range got {
					if v.Means != nil || v.Language != "" || v.Sarcastic() || v.Turn() != 0 {
						t.Errorf("%s, version 1: row %d means %v in %q", format, v.Row, v.Means, v.Language)
					}
				}
			} else {
				if got[0].Means == nil || *got[0].Means != got[0].Label || got[0].Sarcastic() || !got[1].Sarcastic() || got[1].Turn() < 0.5 ||
					*got[1].Means != app.Negative || got[1].MeansScores[app.Negative] < 0.5 {
					t.Errorf("%s: read %+v", format, got[:2])
				}
				if w := got[2].Warnings; !slices.Equal(w, []app.WarningCode{app.WarningCut, "other"}) || len(got[1].Warnings) != 0 {
					t.Errorf("%s: warnings %v and %v", format, got[1].Warnings, w)
				}
			}
			if format == "csv" {
				_, rows := readAll(t, out, source.Options{Header: "no"})
				for _, c := range rows[0].Cells {
					names[version] = append(names[version], c.Text)
				}
			}
		}
	}
	if old, all := names[1], names[2]; len(old) >= len(all) || !slices.Equal(old, all[:len(old)]) ||
		!slices.Equal(all[len(old):], []string{"duotone_meant", "meant_negative", "meant_neutral", "meant_positive", "duotone_language", "warnings", "explain_meaning"}) {
		t.Errorf("columns of version 1\n%v\nand of version 2\n%v", old, all)
	}
}

// TestAnotherVersionIsAnotherResult: a run does not go on in the other form.
func TestAnotherVersionIsAnotherResult(t *testing.T) {
	in := write(t, "in.csv", []byte("text\n"+strings.Repeat("fine words\n", 600)))
	out := filepath.Join(t.TempDir(), "out.jsonl")
	input, err := table.Open(deadline(t), in, nil, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(deadline(t))
	var n atomic.Int64
	fake := &apptest.Fake{Fail: func(app.Post) error {
		if n.Add(1) == 400 {
			stop()
		}
		return nil
	}}
	if _, err := Run(ctx, fake, Job{In: input, Out: out, Output: Output{Version: 1}}); err == nil {
		t.Fatal("it was not stopped")
	}
	_, err = Run(deadline(t), &apptest.Fake{}, Job{In: input, Out: out})
	if err == nil || !strings.Contains(fmt.Sprint(err, app.HintOf(err)), "--json-version") {
		t.Errorf("it went on in another version: %v", err)
	}
	if _, err := Run(deadline(t), &apptest.Fake{}, Job{In: input, Out: out, Output: Output{Version: 3}}); app.KindOf(err) != app.KindUsage {
		t.Errorf("version 3: %v", err)
	}
}

// TestPlainPackTellsNoMeaning: a pack of format 1 leaves the columns empty.
func TestPlainPackTellsNoMeaning(t *testing.T) {
	in := write(t, "in.csv", []byte("text\n"+irony+"\n"))
	done, got, _ := scoredResult(t, &apptest.Fake{Plain: true}, in, filepath.Join(t.TempDir(), "out.csv"), Output{})
	if len(got) != 1 || got[0].Means != nil || got[0].Sarcastic() || done.Summary.Sarcastic != 0 || len(done.Summary.Means) != 0 {
		t.Errorf("read %+v, counted %+v", got, done.Summary)
	}
}

func TestSummarySays(t *testing.T) {
	s := newSummary()
	s.add(app.Prediction{Label: app.Positive, Meant: &app.Opinion{Label: app.Negative}, Language: "en"})
	for range 1200 {
		s.add(app.Prediction{Label: app.Neutral, Language: "de", Warnings: []app.Warning{{Code: app.WarningLanguage}}})
	}
	s.add(app.Prediction{Label: app.Neutral, Language: "fr", Warnings: []app.Warning{{Code: app.WarningLanguage}, {Code: app.WarningCut}}})
	other := newSummary()
	other.merge(s)
	want := `1,202 rows: 0 negative, 1,201 neutral, 1 positive, no errors
1 post probably means the opposite of what it says
1,201 posts have words in a language that the pack wasn't made for (1,200 de, 1 fr): don't rely on their scores
1 post is longer than the model reads, and cut`
	if got := other.clone().String(); got != want {
		t.Errorf("it says\n%s\nwant\n%s", got, want)
	}
}
