package exchange

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/desk"
	"duotone/app/project/ledger"
)

// coded is a project of four posts with a codebook that was changed once, under which ana and ben have answered.
func coded(t *testing.T) *project.Project {
	t.Helper()
	ctx := t.Context()
	p := newProject(t)
	a, err := p.Posts.Adder(ctx, false)
	must(t, err)
	for i, text := range []string{"one", "two", "three", "four"} {
		must(t, a.Add(project.Incoming{Post: app.Post{ID: string(rune('a' + i)), Text: text}}))
	}
	must(t, a.Commit())
	emotions, err := codebook.Template("emotions")
	must(t, err)
	stance, err := codebook.Template("stance")
	must(t, err)
	emotions.Questions = append(emotions.Questions, stance.Questions...)
	_, _, err = p.Replace(ctx, "ana", emotions, false)
	must(t, err)
	say := func(who string, answers ...string) {
		d := newDesk(t, p, desk.Options{Annotator: who})
		for _, answer := range answers {
			many := d.View().Question.Kind == codebook.ManyOf
			for _, label := range codebook.Answer(answer).IDs() {
				must(t, d.Label(ctx, label))
			}
			if many {
				must(t, d.Give(ctx))
			}
		}
	}
	say("ana", "joy;fear", "for", "", "against", "anger", "neither")
	_, _, err = p.Recode(ctx, "ben", false, func(b *codebook.Codebook) (*codebook.Codebook, []codebook.Move, error) {
		return b.Rename("stance", "for", "favour")
	})
	must(t, err)
	say("ben", "joy", "favour", "", "favour")
	return p
}

// answered lists every answer as it reads today.
func answered(t *testing.T, p *project.Project) string {
	t.Helper()
	var b strings.Builder
	for _, id := range []codebook.QuestionID{"emotions", "stance"} {
		all, err := p.Answers(t.Context(), id)
		must(t, err)
		for i, a := range all {
			for _, s := range a.Said {
				b.WriteString(strings.Join([]string{string(id), string(rune('a' + i)), s.Annotator, string(s.Answer)}, " ") + "\n")
			}
		}
	}
	return b.String()
}

func TestAnswersOfEveryQuestionComeBackFromEveryFormat(t *testing.T) {
	p := coded(t)
	want := answered(t, p)
	for _, want := range []string{"emotions a ana fear;joy\n", "stance a ana favour\n", "emotions b ana (none)\n", "stance b ben favour\n"} {
		if !strings.Contains(answered(t, p), want) {
			t.Fatalf("%q is not in\n%s", want, answered(t, p))
		}
	}
	for _, name := range []string{"x.csv", "x.tsv", "x.jsonl", "x.json", "x.xlsx", "x.parquet"} {
		for _, log := range []bool{true, false} {
			path := filepath.Join(t.TempDir(), name)
			format, err := FormatOf(path)
			must(t, err)
			if _, err := Export(t.Context(), p, path, ExportOptions{Format: format, Final: ledger.Final{By: "adjudication"}, Log: log}); err != nil {
				t.Fatal(name, err)
			}
			before, err := p.Log.Events(t.Context())
			must(t, err)
			r, err := Import(t.Context(), p, path, ImportOptions{})
			must(t, err)
			if now, err := p.Log.Events(t.Context()); err != nil || len(now) != len(before) || r.Failed+r.Strange+r.Changed > 0 || len(r.Left) > 0 {
				t.Errorf("%s, log %v: an export that nobody changed brought %+v", name, log, r)
			}
			empty := newProject(t)
			if !log { // then nothing says what was asked
				b, err := p.Codebook(t.Context())
				must(t, err)
				_, _, err = empty.Replace(t.Context(), "ana", b, false)
				must(t, err)
			}
			r, err = Import(t.Context(), empty, path, ImportOptions{})
			must(t, err)
			got := answered(t, empty)
			if format == FormatLabelStudio && !log { // it has no way to say that none fits
				got, want := got, strings.ReplaceAll(strings.ReplaceAll(want, "emotions b ana (none)\n", ""), "emotions b ben (none)\n", "")
				got = strings.ReplaceAll(strings.ReplaceAll(got, "emotions b ana (none)\n", ""), "emotions b ben (none)\n", "")
				if len(got) < len(want)/2 {
					t.Errorf("%s: only %s came back", name, got)
				}
			} else if got != want {
				t.Errorf("%s, log %v: %+v; came back\n%swant\n%s", name, log, r, got, want)
			}
			again, err := Import(t.Context(), empty, path, ImportOptions{})
			must(t, err)
			if again.Added.Events+again.Posts+again.Changed > 0 || answered(t, empty) != got {
				t.Errorf("%s, log %v: the second import brought %+v", name, log, again)
			}
		}
	}
}

func TestAnAnswerThatWasEditedElsewhereIsNewer(t *testing.T) {
	p := coded(t)
	path := filepath.Join(t.TempDir(), "x.csv")
	_, err := Export(t.Context(), p, path, ExportOptions{Format: FormatCSV, Final: ledger.Final{By: "adjudication"}, Log: true})
	must(t, err)
	data, err := os.ReadFile(path)
	must(t, err)
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	must(t, err)
	set := func(row int, column, value string) { rows[row][slices.Index(rows[0], column)] = value }
	set(1, "emotions:ana", "joy")
	set(2, "stance:ben", "Against") // as somebody would type it
	set(3, "emotions:ana", "")
	set(4, "stance:ben", "off topic")
	set(4, "emotions:ben", "hunger")
	var b bytes.Buffer
	must(t, csv.NewWriter(&b).WriteAll(rows))
	must(t, os.WriteFile(path, b.Bytes(), 0o600))
	r, err := Import(t.Context(), p, path, ImportOptions{})
	must(t, err)
	got := answered(t, p)
	for _, want := range []string{"emotions a ana joy\n", "stance b ben against\n", " ben off-topic\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if strings.Contains(got, "ana anger") || r.Strange != 1 || !strings.Contains(r.Problems[0].Err.Error(), `"hunger" is not known to the question emotions`) {
		t.Errorf("%+v\n%s", r, got)
	}
}

func TestTheInterfaceForLabelStudioAsksTheCodebook(t *testing.T) {
	b, err := codebook.Template("stance")
	must(t, err)
	b.Questions[0].Ask = `For or "against" <it>?`
	text := StudioConfig(b, []string{"unclear"})
	for _, want := range []string{`<Header value="For or &#34;against&#34; &lt;it&gt;?"/>`, `<Choices name="stance" toName="text" choice="single">`,
		`<Choice value="off topic" alias="off-topic" hint="Is about something else."/>`, `<Choice value="unclear"/>`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
	p := coded(t)
	path := filepath.Join(t.TempDir(), "x.json")
	_, err = Export(t.Context(), p, path, ExportOptions{Format: FormatLabelStudio, Final: ledger.Final{By: "adjudication"}})
	must(t, err)
	data, err := os.ReadFile(path)
	must(t, err)
	var tasks []studioTask
	must(t, json.Unmarshal(data, &tasks))
	var names []string
	for _, result := range tasks[0].Annotations[0].Result {
		names = append(names, result.From+"="+strings.Join(result.Value.Choices, ","))
	}
	if !slices.Contains(names, "emotions=fear,joy") || !slices.Contains(names, "stance=favour") {
		t.Errorf("%q", names)
	}
}
