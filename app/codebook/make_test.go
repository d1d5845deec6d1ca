package codebook

import "testing"

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
