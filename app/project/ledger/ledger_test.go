package ledger

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"duotone/app"
	"duotone/app/codebook"
)

// A slow and obvious ledger: replays every prefix from nothing with plain lists.
func slowState(events []Event, who string) (alive []string, undo, redo []string) {
	for _, e := range events {
		if e.Annotator != who {
			continue
		}
		switch e.Act {
		case ActUndo:
			if n := len(undo); n > 0 && undo[n-1] == e.Target {
				undo, redo = undo[:n-1], append(redo, e.Target)
			}
		case ActRedo:
			if n := len(redo); n > 0 && redo[n-1] == e.Target {
				redo, undo = redo[:n-1], append(undo, e.Target)
			}
		default:
			undo, redo = append(slices.Clone(undo), e.ID), nil
		}
	}
	return slices.Clone(undo), undo, redo
}

func TestUndoAndRedo(t *testing.T) {
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 7))
		var events []Event
		l := New(nil)
		for i := range 80 {
			who := []string{"ana", "ben"}[rng.IntN(2)]
			e := Event{ID: fmt.Sprintf("e%03d", i), Seq: int64(i + 1), Annotator: who, Post: app.PostID(fmt.Sprint(rng.IntN(4))), Question: codebook.Both}
			switch k := rng.IntN(5); k {
			case 0, 1:
				top, ok := l.ToUndo(who)
				e.Act = ActUndo
				if k == 1 {
					top, ok = l.ToRedo(who)
					e.Act = ActRedo
				}
				if !ok {
					continue
				}
				e.Target = top.ID
			case 2:
				e.Act, e.Value = ActFlag, "unclear"
			default:
				e.Act, e.Value = ActLabel, app.Labels[rng.IntN(3)].String()
			}
			events = append(events, e)
			l.Add(e)
			for _, who := range []string{"ana", "ben"} {
				alive, undo, redo := slowState(events, who)
				if top, ok := l.ToUndo(who); ok != (len(undo) > 0) || ok && top.ID != undo[len(undo)-1] {
					t.Fatalf("seed %d: undo of %s is %v, want %v", seed, who, top.ID, undo)
				}
				if top, ok := l.ToRedo(who); ok != (len(redo) > 0) || ok && top.ID != redo[len(redo)-1] {
					t.Fatalf("seed %d: redo of %s is %v, want %v", seed, who, top.ID, redo)
				}
				for _, e := range events {
					if e.Annotator == who && e.undoable() && l.Alive(e.ID) != slices.Contains(alive, e.ID) {
						t.Fatalf("seed %d: %s is alive: %v", seed, e.ID, l.Alive(e.ID))
					}
				}
			}
		}
		shuffled := slices.Clone(events)
		rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if again := New(append(shuffled, shuffled...)); !reflect.DeepEqual(again, l) {
			t.Fatalf("seed %d: the ledger depends on the order in which events come", seed)
		}
	}
}
