package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/codebook"
	"duotone/app/project"
	"duotone/app/project/ledger"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// lab is a project of three people who leave gaps, with a question of each kind.
func lab(t *testing.T) *project.Project {
	t.Helper()
	p, err := project.Create(t.Context(), filepath.Join(t.TempDir(), "p.duotone"), project.DefaultSettings())
	must(t, err)
	t.Cleanup(func() { p.Close() })
	book, err := codebook.Parse([]byte(`[[question]]
id = "mood"
ask = "Which <mood>?"
kind = "sentiment"
[[question]]
id = "stance"
ask = "For or against?"
kind = "one-of"
[[question.label]]
id = "for"
[[question.label]]
id = "against"
[[question.label]]
id = "never"
[[question]]
id = "feelings"
ask = "Which feelings?"
kind = "many-of"
[[question.label]]
id = "joy"
[[question.label]]
id = "anger"
`))
	must(t, err)
	_, _, err = p.Replace(t.Context(), "lead", book, false)
	must(t, err)
	a, err := p.Posts.Adder(t.Context(), false)
	must(t, err)
	for i := range 60 {
		must(t, a.Add(project.Incoming{Post: app.Post{ID: fmt.Sprint("r", i), Text: fmt.Sprintf("secret words %d <script>alert(1)</script>", i)}}))
	}
	must(t, a.Commit())
	l, err := p.Log.Ledger(t.Context())
	must(t, err)
	_, version := l.Codebook()
	rng := rand.New(rand.NewPCG(1, 2))
	choices := map[codebook.QuestionID][]string{"mood": {"negative", "neutral", "positive"}, "stance": {"for", "against"}, "feelings": {"joy", "anger", "joy;anger", string(codebook.None)}}
	var events []ledger.Event
	must(t, p.Posts.Each(t.Context(), func(i project.Item) error {
		for _, q := range []codebook.QuestionID{"mood", "stance", "feelings"} {
			usual := choices[q][rng.IntN(len(choices[q]))]
			for _, who := range []string{"Anastasia", "Benedict", "Cleopatra"} {
				answer := usual
				if rng.Float64() < 0.3 {
					answer = choices[q][rng.IntN(len(choices[q]))]
				}
				if rng.Float64() < 0.8 {
					events = append(events, ledger.Event{Annotator: who, Act: ledger.ActLabel, Post: i.ID, Question: q, Value: answer, Shown: ledger.Shown{Codebook: version}})
				}
			}
		}
		return nil
	}))
	_, err = p.Log.Append(t.Context(), events...)
	must(t, err)
	return p
}

// agreedOn counts, pair of people by pair: of those where one gave the label (sides), those where the other did too (both); and how
// often it was given where several people answered.
func agreedOn(l *ledger.Ledger, question codebook.QuestionID, label string) (both, sides float64, given int) {
	for _, post := range l.Touched() {
		said := l.Said(post, question)
		for i := range said {
			if !said[i].Answer.Has(label) {
				continue
			}
			if len(said) > 1 {
				given++
			}
			for k := range said {
				if i == k {
					continue
				}
				sides++
				if said[k].Answer.Has(label) {
					both++
				}
			}
		}
	}
	return both, sides, given
}

// The figures by label, slowly, from the answers themselves.
func TestFiguresByLabelAgainstTheObvious(t *testing.T) {
	p := lab(t)
	r, err := Gather(t.Context(), p, Options{})
	must(t, err)
	l, err := p.Log.Ledger(t.Context())
	must(t, err)
	if len(r.Questions) != 3 {
		t.Fatalf("%d questions", len(r.Questions))
	}
	for _, q := range r.Questions {
		for _, label := range q.Labels {
			both, sides, given := agreedOn(l, q.Asked.ID, label.ID)
			if label.Given != given || math.Abs(label.Agreed-both/sides) > 1e-12 && given > 0 {
				t.Errorf("%s %s: %+v, want %d and %v", q.Asked.ID, label.ID, label, given, both/sides)
			}
			if label.ID == "never" && !math.IsNaN(label.Agreed) {
				t.Errorf("a label that nobody gave: %+v", label)
			}
		}
		if q.Asked.Kind == codebook.ManyOf {
			if q.Met != nil {
				t.Error("sets meet")
			}
			continue
		}
		total := 0.0
		for i, row := range q.Met {
			for k, x := range row {
				total += x
				if math.Abs(x-q.Met[k][i]) > 1e-9 {
					t.Errorf("%s: %v and %v", q.Asked.ID, x, q.Met[k][i])
				}
			}
		}
		want := 0
		for _, label := range q.Labels {
			want += label.Given
		}
		if math.Abs(total-float64(want)) > 1e-9 {
			t.Errorf("%s: %v meet, %d answers", q.Asked.ID, total, want)
		}
	}
	for i, d := range r.Disputed {
		if d.Differ <= 0 || i > 0 && d.Differ > r.Disputed[i-1].Differ || d.Text == "" {
			t.Fatalf("%d: %+v", i, d)
		}
	}
}

// What is not to be told is nowhere, and what a stranger wrote is text.
func TestAReportKeepsNamesAndWordsBack(t *testing.T) {
	p := lab(t)
	for _, o := range []Options{{}, {Nameless: true, Wordless: true}} {
		r, err := Gather(t.Context(), p, o)
		must(t, err)
		var b bytes.Buffer
		must(t, r.WritePage(&b))
		dir := t.TempDir()
		must(t, r.Save(dir, false))
		all := b.String()
		files, err := filepath.Glob(filepath.Join(dir, "*.csv"))
		must(t, err)
		if len(files) != 7 {
			t.Errorf("tables: %v", files)
		}
		for _, name := range files {
			raw, err := os.ReadFile(name)
			must(t, err)
			rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
			if err != nil || len(rows) < 2 {
				t.Errorf("%s: %d rows, %v", name, len(rows), err)
			}
			all += string(raw)
		}
		for _, word := range []string{"Anastasia", "Benedict", "Cleopatra"} {
			if strings.Contains(all, word) == o.Nameless {
				t.Errorf("%+v: %s", o, word)
			}
		}
		if strings.Contains(all, "secret words") == o.Wordless {
			t.Errorf("%+v: words", o)
		}
		if page := b.String(); strings.Contains(page, "<script") || strings.Contains(page, "<mood>") || !strings.Contains(page, "Which &lt;mood&gt;?") || strings.Contains(page, "NaN") || strings.Contains(page, "ZgotmplZ") {
			t.Errorf("%+v: the page holds what it should not", o)
		}
		if err := r.Save(dir, false); err == nil {
			t.Error("tables were replaced unasked")
		}
	}
}

// A project in which nobody has done anything has a report too.
func TestAReportOfNothing(t *testing.T) {
	p, err := project.Create(t.Context(), filepath.Join(t.TempDir(), "p.duotone"), project.DefaultSettings())
	must(t, err)
	defer p.Close()
	r, err := Gather(t.Context(), p, Options{})
	must(t, err)
	var b bytes.Buffer
	must(t, r.WritePage(&b))
	if !strings.Contains(b.String(), "Nothing can be told of agreement yet") {
		t.Error(b.String())
	}
}

// The page speaks the reader's language: its own words, the built-in questions and labels, and the numbers.
func TestAReportSpeaksAnotherLanguage(t *testing.T) {
	words := map[string]string{"People": "Personen", "0.5": "0,5", "none of them": "keines davon", "{{.low}} to {{.high}}": "{{.low}} bis {{.high}}"}
	r, err := Gather(t.Context(), lab(t), Options{Language: "de", Say: func(s app.Sentence) string { return s.In(words) }})
	must(t, err)
	var b bytes.Buffer
	must(t, r.WritePage(&b))
	page := b.String()
	for _, want := range []string{`<html lang="de">`, "<h2>Personen</h2>", " bis "} {
		if !strings.Contains(page, want) {
			t.Errorf("it lacks %q", want)
		}
	}
	if wrong := regexp.MustCompile(`>-?\d+\.\d+( s)?<`).FindString(page); wrong != "" {
		t.Errorf("a number is written %q", wrong)
	}
	if !regexp.MustCompile(`>-?0,\d{3}<`).MatchString(page) {
		t.Error("no number has a comma")
	}
}
