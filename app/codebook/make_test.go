package codebook

import (
	"strings"
	"testing"
)

// What a person makes in the window is a codebook, whatever it is called.
func TestWhatIsMadeByNameIsSound(t *testing.T) {
	names := []string{"For or against?", "  ", "label", "id", "Both", "both", "Größe 🙂 & Co.", "a;b,c\"d", "‮turned", "x", "X", "model_label", "a very long question that goes on and on and on without an end to it",
		"الموقف", "=1+1", "note", "words"}
	for _, kind := range Kinds {
		for _, of := range Parts {
			b := &Codebook{}
			for _, name := range names {
				if kind == Sentiment && len(b.Questions) > 5 {
					break
				}
				var ids []string
				for _, q := range b.Questions {
					ids = append(ids, string(q.ID))
				}
				q := NewQuestion(name, kind, of, ids)
				if q.Ask = "ask"; kind != Sentiment {
					for _, label := range names {
						before := len(q.Labels)
						q.AddLabel(label)
						q.Labels[before].Name = "name"
					}
				}
				b.Questions = append(b.Questions, q)
			}
			if err := b.Check(); err != nil {
				t.Errorf("%s of the %s: %v", kind, of, err)
			}
		}
	}
}

// What is merged and split while a codebook is written keeps its answers when it takes the old one's place: those of merged labels are
// the one's, those of a split one are asked again.
func TestLabelsAreMergedAndSplitWhileWritten(t *testing.T) {
	old := &Codebook{Questions: []Question{{ID: "tone", Ask: "Tone?", Of: OfPost, Kind: OneOf, Labels: []Label{
		{ID: "good", Name: "good", Key: "1"}, {ID: "fine", Name: "fine", Key: "2", Examples: []Example{{Text: "fine, I suppose"}}}, {ID: "bad", Name: "bad", Key: "3", Colour: "#c62828"}, {ID: "odd", Name: "odd", Key: "4"}}}}}
	next := old.Clone()
	q := &next.Questions[0]
	for _, err := range []error{
		q.MergeInto(&old.Questions[0], "fine", "good"), q.SplitInto(&old.Questions[0], "bad", "bad", "very bad", "worse"), q.SplitInto(&old.Questions[0], "worse", "worse", "worst"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	q.AddLabel("fine") // its id must not be the one whose answers are the other label's
	for _, err := range []error{q.MergeInto(nil, "good", "good"), q.MergeInto(nil, "good", "gone"), q.SplitInto(nil, "odd", "one"), q.SplitInto(nil, "odd", "one", "one")} {
		if err == nil {
			t.Error("it does what can't be done")
		}
	}
	if err := next.Check(); err != nil {
		t.Fatal(err)
	}
	done, moves, told, err := old.Replace(next, Used{"tone": {"": 9, "good": 3, "fine": 2, "bad": 3, "odd": 1}})
	if err != nil {
		t.Fatal(err)
	}
	h := NewHistory(old)
	h.Add(Revision{ID: "r2", Book: done, Moves: moves})
	for was, is := range map[Answer]Answer{"good": "good", "fine": "good", "odd": "odd"} {
		if got, ok := h.Answer("", "tone", was); !ok || got != is {
			t.Errorf("%s reads as %q, %v; told %v", was, got, ok, told)
		}
	}
	if got, ok := h.Answer("", "tone", "bad"); ok {
		t.Errorf("nobody knows which part it was, and yet it reads as %q", got)
	}
	var ids []string
	for _, l := range done.Questions[0].Labels {
		ids = append(ids, l.ID)
	}
	if got := strings.Join(ids, " "); got != "good bad very-bad worse worst odd fine-2" {
		t.Errorf("the labels are %s", got)
	}
	if q := done.Questions[0]; len(q.Labels[0].Examples) != 1 || q.Labels[2].Colour != "#c62828" || q.Labels[2].Key == "" {
		t.Errorf("examples, colours and keys: %+v", q.Labels)
	}
}
