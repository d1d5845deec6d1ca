package codebook

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"duotone/app"
)

func parsed(t *testing.T, text string) *Codebook {
	t.Helper()
	b, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const pets = `
[[question]]
id = "pet"
ask = "Which pet?"
kind = "one-of"
[[question.label]]
id = "cat"
[[question.label]]
id = "dog"
[[question.label]]
id = "bird"
`

func TestEveryTemplateIsACodebookAndComesBackFromItsFileAndItsJSON(t *testing.T) {
	names := Templates()
	if want := []string{"emotions", "intensity", "offensive", "sentiment-of-parts", "sentiment", "stance"}; !slices.Equal(names, want) {
		t.Fatalf("templates are %v, want %v", names, want)
	}
	for _, name := range names {
		b, err := Template(name)
		if err != nil {
			t.Fatal(name, err)
		}
		text, err := b.TOML()
		if err != nil {
			t.Fatal(name, err)
		}
		again, err := Parse(text)
		if err != nil || !reflect.DeepEqual(b, again) {
			t.Errorf("%s: another codebook came back from its file: %v\n%s", name, err, text)
		}
		rev, err := Revision{Book: b}.Text()
		if err != nil {
			t.Fatal(err)
		}
		if r, err := ParseRevision(rev); err != nil || !reflect.DeepEqual(b, r.Book) {
			t.Errorf("%s: another codebook came back from the project: %v", name, err)
		}
		for _, q := range b.Asked() {
			for _, l := range q.Offered() {
				if l.Key == "" || l.Name == "" {
					t.Errorf("%s: %s has no key or name", name, l.ID)
				}
			}
		}
	}
}

func TestTextWithMarksAndSeveralLinesComesBackFromAFile(t *testing.T) {
	b := parsed(t, pets)
	b.Guidelines = "A \"quote\", a \\ and '''three''' or \"\"\"three\"\"\"\n\n- tab\there\n- ünïcode 日本"
	b.Questions[0].Labels[0].Examples = []Example{{Text: "two\nlines \"so\"", Picture: "pictures/a b.jpg", Note: "why \\ not"}}
	text, err := b.TOML()
	if err != nil {
		t.Fatal(err)
	}
	if again := parsed(t, string(text)); !reflect.DeepEqual(b, again) {
		t.Errorf("got %+v want %+v of\n%s", again, b, text)
	}
}

func TestAWrongFileIsToldAllThatIsWrongWithIt(t *testing.T) {
	label := func(more string) string { return strings.Replace(pets, `id = "dog"`, `id = "dog"`+"\n"+more, 1) }
	for text, want := range map[string]string{
		"":                    "no question that is asked",
		"[[question":          "line 1",
		"colour = 3\n" + pets: "colour means nothing here",
		strings.Replace(pets, "one-of", "any", 1):   `unknown kind "any": want one-of, many-of, scale or sentiment`,
		strings.Replace(pets, "dog", "cat", 1):      "two labels have this id",
		strings.Replace(pets, "dog", "a;b", 1):      `the id "a;b" is not made of letters`,
		strings.Replace(pets, `"pet"`, `"note"`, 1): "exports have a column of that name",
		strings.Replace(pets, `"pet"`, `"both"`, 1): "that of the sentiment of the post",
		pets + pets[1:]:     `two questions have the id "pet"`,
		label(`key = "s"`):  "not in use",
		label(`key = "12"`): "one character",
		label("key = \"1\"\n[[question.label]]\nid=\"fish\"\nkey=\"1\""): `the key "1" is that of dog already`,
		label(`colour = "red"`): `the colour "red" is not written as #2e7d32`,
		label(`value = 1.0`):    "only labels of a scale have a value",
		label("[[question.label.example]]\npicture = \"../../etc/passwd\""):       "is not a file in the project's folder",
		label("[[question.label.example]]\npicture = \"/etc/passwd\""):            "is not a file in the project's folder",
		label(`name = "\u202egod"`):                                               "not for reading (U+202E)",
		label(`name = "a\nb"`):                                                    "not for reading (U+000A)",
		label(`name = "` + strings.Repeat("x", 400) + `"`):                        "longer than 300 bytes",
		"guidelines = \"\\u0000\"\n" + pets:                                       "not for reading (U+0000)",
		"[[question]]\nid=\"s\"\nask=\"?\"\nkind=\"scale\"\nfrom=3\nto=-3":        "a scale goes from a whole number to a larger one",
		"[[question]]\nid=\"s\"\nask=\"?\"\nkind=\"scale\"\nfrom=0\nto=900000000": "in fewer than 100 steps",
		"[[question]]\nid=\"s\"\nask=\"?\"\nkind=\"one-of\"":                      "nothing to decide",
		"[[question]]\nid=\"s\"\nask=\" \"\nkind=\"sentiment\"":                   "says nothing",
		strings.Repeat("#", MaxFile+1):                                            "larger than",
	} {
		_, err := Parse([]byte(text))
		if err == nil || !strings.Contains(err.Error(), want) || app.HintOf(err) == "" {
			t.Errorf("%s\ngave %v, want %q with a hint", app.Short(text, 200), err, want)
		}
	}
	two := strings.Replace(strings.Replace(pets, "one-of", "any", 1), "Which pet?", "", 1)
	if _, err := Parse([]byte(two)); err == nil || !strings.Contains(err.Error(), "unknown kind") || !strings.Contains(err.Error(), "says nothing") {
		t.Errorf("two things are wrong, told was %v", err)
	}
	dir := t.TempDir()
	if _, err := Read(dir); err == nil {
		t.Error("a folder was read")
	}
	path := filepath.Join(dir, "pets.toml")
	if err := os.WriteFile(path, []byte(pets), 0o600); err != nil {
		t.Fatal(err)
	}
	if b, err := Read(path); err != nil || b.Title != "pets" {
		t.Errorf("%+v %v", b, err)
	}
}

func TestAScaleIsWrittenByItsEnds(t *testing.T) {
	b := parsed(t, "[[question]]\nid=\"s\"\nask=\"?\"\nkind=\"scale\"\nfrom=-2\nto=2")
	got := ""
	for _, l := range b.Questions[0].Labels {
		got += fmt.Sprintf("%s %s %s %v;", l.ID, l.Name, l.Key, *l.Value)
	}
	if want := "-2 −2 1 -2;-1 −1 2 -1;0 0 3 0;1 +1 4 1;2 +2 5 2;"; got != want {
		t.Errorf("got %s want %s", got, want)
	}
}

func TestAnswersAreInTheQuestionsOrderAndOnlyItsLabels(t *testing.T) {
	b, err := Template("emotions")
	if err != nil {
		t.Fatal(err)
	}
	q := &b.Questions[0]
	a := Answer("")
	for _, step := range []struct{ toggle, want string }{{"joy", "joy"}, {"anger", "anger;joy"}, {"joy", "anger"}, {"anger", "(none)"}, {"fear", "fear"}} {
		if a, err = q.Toggle(a, step.toggle); err != nil || string(a) != step.want {
			t.Fatalf("%s gave %q %v, want %q", step.toggle, a, err, step.want)
		}
	}
	if _, err := q.AnswerOf("hunger"); err == nil || !strings.Contains(err.Error(), `"hunger" is no label of the question emotions: want anger, disgust`) {
		t.Error(err)
	}
	one := &parsed(t, pets).Questions[0]
	for _, a := range []Answer{"", None, "cat;dog", "fish"} {
		if _, ok := one.Fits(a); ok {
			t.Errorf("%q answers a question with one label", a)
		}
	}
	for _, a := range []Answer{"", ";", "a;a", "a b", "(nothing)", Answer(strings.Repeat("x", 65))} {
		if a.Check() == nil {
			t.Errorf("%q could be an answer", a)
		}
	}
}

// today is what an answer under a revision means at the end of a history, or "open".
func today(h *History, version string, id QuestionID, a Answer) string {
	got, ok := h.Answer(version, id, a)
	if !ok {
		return "open"
	}
	return string(h.Question(version, id)) + "=" + string(got)
}

func TestAnAnswerMeansTodayWhatBecameOfItsLabel(t *testing.T) {
	first := parsed(t, pets)
	h := NewHistory(Builtin(false, nil, ""))
	h.Add(Revision{ID: "1", Book: first})
	step := func(id string, do func(b *Codebook) (*Codebook, []Move, error)) {
		t.Helper()
		b, base := h.Today()
		next, moves, err := do(b)
		if err != nil {
			t.Fatal(err)
		}
		text, err := Revision{Base: base, Book: next, Moves: moves}.Text()
		if err != nil {
			t.Fatal(err)
		}
		r, err := ParseRevision(text)
		if err != nil {
			t.Fatal(err)
		}
		r.ID = id
		h.Add(r)
	}
	step("2", func(b *Codebook) (*Codebook, []Move, error) { return b.Rename("pet", "cat", "kitten") })
	step("3", func(b *Codebook) (*Codebook, []Move, error) { return b.RenameQuestion("pet", "animal") })
	step("4", func(b *Codebook) (*Codebook, []Move, error) { return b.Split("animal", "dog", "poodle", "dog") })
	step("5", func(b *Codebook) (*Codebook, []Move, error) {
		return b.Merge("animal", []string{"kitten", "bird"}, "small")
	})
	step("6", func(b *Codebook) (*Codebook, []Move, error) { return b.Retire("animal", "poodle") })
	for _, c := range []struct {
		version string
		id      QuestionID
		a       Answer
		want    string
	}{
		{"1", "pet", "cat", "animal=small"}, {"1", "pet", "bird", "animal=small"}, {"1", "pet", "dog", "open"},
		{"2", "pet", "kitten", "animal=small"}, {"3", "animal", "dog", "open"}, {"4", "animal", "dog", "animal=dog"},
		{"4", "animal", "poodle", "animal=poodle"}, {"6", "animal", "small", "animal=small"}, {"1", "pet", "fish", "open"},
		{"never seen", "pet", "cat", "animal=small"}, {"", Both, "positive", "open"},
	} {
		if got := today(h, c.version, c.id, c.a); got != c.want {
			t.Errorf("%s under %q of %s is %s today, want %s", c.a, c.version, c.id, got, c.want)
		}
	}
	if v := h.Version("6"); v != 7 {
		t.Errorf("version %d", v)
	}
	b, _ := h.Today()
	if q, _ := b.Question("animal"); len(q.Offered()) != 2 || len(q.Labels) != 3 {
		t.Errorf("%+v", q.Labels)
	}
}

func TestTwoWhoChangeTheCodebookAtOnceLoseNoAnswer(t *testing.T) {
	first := parsed(t, pets)
	h := NewHistory(Builtin(false, nil, ""))
	h.Add(Revision{ID: "1", Book: first})
	ana, anas, err := first.Rename("pet", "cat", "kitten")
	if err != nil {
		t.Fatal(err)
	}
	ben, bens, err := first.Rename("pet", "dog", "hound")
	if err != nil {
		t.Fatal(err)
	}
	h.Add(Revision{ID: "a", Base: "1", Book: ana, Moves: anas})
	h.Add(Revision{ID: "b", Base: "1", Book: ben, Moves: bens})
	if lost := h.Lost(); len(lost) != 1 || lost[0].ID != "a" {
		t.Errorf("lost %+v", lost)
	}
	// Ben's codebook holds: it has cat, hound and bird. What Ana's copy called kitten he does not have.
	if got := today(h, "a", "pet", "dog"); got != "pet=hound" {
		t.Error(got)
	}
	if got := today(h, "b", "pet", "hound"); got != "pet=hound" {
		t.Error(got)
	}
}

func TestAFileThatReplacesACodebookSaysWhatBecomesOfAnswers(t *testing.T) {
	old := parsed(t, pets)
	used := Used{"pet": {"cat": 3, "bird": 2}}
	next := parsed(t, strings.ReplaceAll(strings.Replace(pets, `id = "cat"`, "id = \"kitten\"\nwas = [\"cat\"]", 1), `"bird"`, `"fish"`))
	done, moves, told, err := old.Replace(next, used)
	if err != nil {
		t.Fatal(err)
	}
	q := done.Questions[0]
	if want := []Move{{Question: "pet", Label: "cat", To: []string{"kitten"}}}; !reflect.DeepEqual(moves, want) {
		t.Errorf("moves %+v", moves)
	}
	if l, ok := q.Label("bird"); !ok || !l.Retired || len(told) != 2 {
		t.Errorf("bird is used and was lost: %+v %v", q, told)
	}
	if said := app.Together(told).String(); said != "question pet: cat is kitten now, with its 3 answers; question pet: bird is not offered any more; its 2 answers stay" {
		t.Errorf("it is told as %q", said)
	}
	again, moves, _, err := done.Replace(next, used)
	if err != nil || len(moves) != 0 || len(Diff(done, again)) != 0 && slices.ContainsFunc(Diff(done, again), func(l string) bool { return !strings.Contains(l, "bird") }) {
		t.Errorf("the same file once more: %v %v %v", moves, err, Diff(done, again))
	}
	for name, c := range map[string]struct{ text, want string }{
		"still there":  {pets + "[[question.label]]\nid=\"kitten\"\nwas=[\"cat\"]", "is said to have become kitten and is still there"},
		"two into one": {strings.Replace(pets, `id = "pet"`, "id = \"x\"\nwas = [\"pet\",\"y\"]", 1), "takes over several questions"},
	} {
		if _, _, _, err := old.Replace(parsed(t, c.text), used); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A question that was answered is not lost with a file that does not have it; one that never was goes.
	stance, err := Template("stance")
	if err != nil {
		t.Fatal(err)
	}
	kept, _, _, err := old.Replace(stance, used)
	if err != nil {
		t.Fatal(err)
	}
	if q, ok := kept.Question("pet"); !ok || !q.Retired || len(kept.Asked()) != 1 {
		t.Errorf("%+v", kept)
	}
	if kept, _, _, err = old.Replace(stance, nil); err != nil || len(kept.Questions) != 1 {
		t.Errorf("%+v %v", kept, err)
	}
}

func TestAHostileRevisionIsRefused(t *testing.T) {
	for _, text := range []string{"", "null", "{}", `{"book":{}}`, `{"book":{"questions":[{"id":"x"}]}}`, strings.Repeat(" ", 2*MaxFile+1)} {
		if _, err := ParseRevision(text); err == nil {
			t.Errorf("%s was taken", app.Short(text, 40))
		}
	}
	// A revision that rests on itself, or on what comes after it, ends.
	h := NewHistory(Builtin(false, nil, ""))
	h.Add(Revision{ID: "a", Base: "b", Book: parsed(t, pets)})
	h.Add(Revision{ID: "b", Base: "b", Book: parsed(t, pets)})
	h.Version("a")
	h.Version("b")
}

func TestAPostOfWordsAloneIsNotAskedTheSameTwice(t *testing.T) {
	b, err := Template("offensive")
	if err != nil {
		t.Fatal(err)
	}
	asked := func(b *Codebook, words, picture bool) string {
		var ids []string
		for _, q := range b.Asked() {
			if b.Asks(q, words, picture) {
				ids = append(ids, string(q.ID))
			}
		}
		return strings.Join(ids, " ")
	}
	for _, c := range []struct {
		words, picture bool
		want           string
	}{{true, true, "offensive_words offensive_picture offensive target"}, {true, false, "offensive target"}, {false, true, "offensive target"}} {
		if got := asked(b, c.words, c.picture); got != c.want {
			t.Errorf("words %v, picture %v: %s, want %s", c.words, c.picture, got, c.want)
		}
	}
	alone := parsed(t, strings.Replace(pets, `kind =`, "of = \"picture\"\nkind =", 1))
	if asked(alone, false, true) != "pet" || asked(alone, true, false) != "" {
		t.Error("a question of the picture is asked where there is one")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(pets))
	for _, name := range Templates() {
		if data, err := templates.ReadFile("templates/" + name + ".toml"); err == nil {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Parse(data)
		if err != nil {
			return
		}
		text, err := b.TOML()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(text)
		if err != nil {
			t.Fatalf("what was written can't be read: %v\n%s", err, text)
		}
		x, _ := json.Marshal(b)     //nolint:errchkjson // both are compared
		y, _ := json.Marshal(again) //nolint:errchkjson // both are compared
		if string(x) != string(y) {
			t.Errorf("%s\nbecame\n%s", x, y)
		}
	})
}
