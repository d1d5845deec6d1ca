package batch

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duotone/app"
	"duotone/app/apptest"
	"duotone/app/picture"
	"duotone/app/table"
	"duotone/app/table/source"
)

// sign reads two words in each picture, but none in those that are wide.
type sign struct{}

func (sign) Ref() string  { return "fake@1" }
func (sign) Close() error { return nil }
func (sign) ReadPicture(_ context.Context, p *app.Picture) ([]app.PictureWord, error) {
	switch {
	case p.Width > 100:
		return nil, nil
	case p.Height > 100:
		return nil, app.Errorf("decode picture", p.Name, app.KindPicture, "", "it is torn")
	}
	box := app.Corners{{X: 0.12345678, Y: 0}, {X: 1, Y: 0}, {X: 1, Y: 0.5}, {X: 0, Y: 0.5}}
	return []app.PictureWord{{Text: "keep", Box: box, Confidence: 0.98765, Line: 0}, {Text: "out", Box: box, Confidence: 1, Line: 1}}, nil
}

// TestWordsInPicturesAreWritten: those that were read, none where there are none, nothing where there is no picture or nobody asked; and a
// picture that can't be read is its row's error.
func TestWordsInPicturesAreWritten(t *testing.T) {
	dir := t.TempDir()
	for name, size := range map[string][2]int{"sign.png": {60, 40}, "wide.png": {120, 40}, "torn.png": {40, 120}} {
		if err := os.WriteFile(filepath.Join(dir, name), apptest.PNG(1, size[0], size[1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "in.jsonl")
	rows := `{"id":"a","text":"x","image":"sign.png"}` + "\n" + `{"id":"b","text":"x","image":"wide.png"}` + "\n" + `{"id":"c","text":"x"}` + "\n" +
		`{"id":"d","text":"x","image":"torn.png"}` + "\n"
	if err := os.WriteFile(path, []byte(rows), 0o644); err != nil {
		t.Fatal(err)
	}
	score := func(out string, reader app.PictureReader) []byte {
		in, err := table.Open(deadline(t), path, nil, source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		out = filepath.Join(dir, out)
		if _, err := Run(deadline(t), &apptest.Fake{}, Job{In: in, Out: out, Limits: picture.DefaultLimits, Reader: reader}); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	lines := strings.Split(strings.TrimSpace(string(score("read.jsonl", sign{}))), "\n")
	want := []string{`"picture_words":[{"text":"keep","box":[[0.1235,0],[1,0],[1,0.5],[0,0.5]],"confidence":0.9877,"line":0,"weight":null},{"text":"out"`,
		`"picture_words":[]`, "", `"kind":"picture"`}
	for i, line := range lines {
		if !json.Valid([]byte(line)) || !strings.Contains(line, want[i]) || i > 1 && strings.Contains(line, "picture_words") {
			t.Errorf("row %d: %s", i+1, line)
		}
	}
	if plain := string(score("plain.jsonl", nil)); strings.Contains(plain, "picture_words") {
		t.Error("nobody asked for the words, and they are there")
	}
	table, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(score("read.csv", sign{})), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	last := len(table[0]) - 1
	if table[0][last] != "picture_words" || table[1][last] != "keep\nout" || table[2][last] != "" || table[3][last] != "" {
		t.Errorf("%q", [][]string{table[0][last:], table[1][last:], table[2][last:]})
	}
}

// lettered lets the words in a picture have a part in the verdict.
type lettered struct{ *apptest.Fake }

func (l lettered) Score(ctx context.Context, posts ...app.Post) ([]app.Prediction, error) {
	out, err := l.Fake.Score(ctx, posts...)
	for i, p := range posts {
		if len(p.PictureWords) > 0 {
			out[i].Balance.PictureWords = -0.25
		}
	}
	return out, err
}

func (l lettered) Explain(ctx context.Context, p app.Post, label app.Label) (app.Attribution, error) {
	a, err := l.Fake.Explain(ctx, p, label)
	for i := range p.PictureWords {
		a.PictureWords = append(a.PictureWords, 0.5-float64(i))
	}
	return a, err
}

// TestTheWeightsOfWordsInPicturesAreWritten where an explanation is asked for: in JSON beside each word, in a table in a column of their own.
func TestTheWeightsOfWordsInPicturesAreWritten(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "sign.png"), apptest.PNG(1, 60, 40), 0o644); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "in.jsonl")
	if err := os.WriteFile(path, []byte(`{"id":"a","text":"x","image":"sign.png"}`+"\n"+`{"id":"b","text":"x"}`+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"out.jsonl": `"line":1,"weight":-0.5}]`, "out.csv": `[{""word"":""keep"",""weight"":0.5},{""word"":""out"",""weight"":-0.5}]`} {
		in, err := table.Open(deadline(t), path, nil, source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		out := filepath.Join(dir, name)
		job := Job{In: in, Out: out, Limits: picture.DefaultLimits, Reader: sign{}, Output: Output{Explain: true}}
		if _, err := Run(deadline(t), lettered{&apptest.Fake{}}, job); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(out)
		if err != nil || strings.Count(string(data), want) != 1 {
			t.Errorf("%s: %s, %v", name, data, err)
		}
		if verdicts, _, err := ReadResults(deadline(t), out, 10); err != nil || len(verdicts) != 2 {
			t.Errorf("%s: %d verdicts, %v", name, len(verdicts), err)
		}
	}
}

// TestThePartOfWordsInPicturesIsKept: it is written beside the other two, only where there is one, and read again.
func TestThePartOfWordsInPicturesIsKept(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "sign.png"), apptest.PNG(1, 60, 40), 0o644); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "in.jsonl")
	if err := os.WriteFile(path, []byte(`{"id":"a","text":"x","image":"sign.png"}`+"\n"+`{"id":"b","text":"x"}`+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"out.jsonl", "out.csv"} {
		in, err := table.Open(deadline(t), path, nil, source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		out := filepath.Join(dir, name)
		if _, err := Run(deadline(t), lettered{&apptest.Fake{}}, Job{In: in, Out: out, Limits: picture.DefaultLimits, Reader: sign{}}); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		if name == "out.jsonl" && strings.Count(string(data), `"picture_words":-0.25`) != 1 {
			t.Errorf("%s", data)
		}
		verdicts, results, err := ReadResults(deadline(t), out, 10)
		if err != nil {
			t.Fatal(err)
		}
		defer results.Close()
		var parts []float64
		for _, v := range verdicts {
			parts = append(parts, v.Balance.PictureWords)
		}
		if !slices.Equal(parts, []float64{-0.25, 0}) {
			t.Errorf("%s: %v", name, parts)
		}
	}
}
